import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { openLab } from "../lab/lab.ts";
import { runChecked } from "../lab/run-command.ts";
import { scenarios } from "./scenarios.ts";

interface Flags {
  readonly keep: boolean;
  readonly dist?: string;
  readonly lab: string;
}

const STOPPED = 130;
const CRASHED = 2;
const root = join(import.meta.dirname, "..", "..");
const program = new Command("e2e")
  .description(
    "Real hosts, real Kubernetes: every scenario from kept disks. Needs root on Debian 12.",
  )
  .argument("[scenario...]", `some of ${scenarios.map(({ name }) => name).join(", ")}; default all`)
  .option("--keep", "leave the lab up as the last scenario left it", false)
  .option("--dist <folder>", "a built product; default: build one")
  .option("--lab <name>", "name of the lab, which is made and taken down", "e2e")
  .action(async (names: readonly string[], flags: Flags) => {
    const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
    if (unknown.length > 0) program.error(`error: no scenario ${unknown.join(", ")}`);
    process.exitCode = await supervise(names, flags);
  });
await program.parseAsync();

/**
 * The scenarios run in a process of their own: when they are killed, crash or hang in a verb of the
 * lab, this one still takes the lab down.
 */
async function supervise(names: readonly string[], { keep, dist, lab }: Flags): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "pharos-e2e-"));
  let isStopped = false;
  const running = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      isStopped = true;
      running.abort();
    });
  }
  try {
    const built = dist === undefined ? await build(folder) : resolve(dist);
    const code = isStopped
      ? undefined
      : await runChild([lab, built, ...names], folder, running.signal);
    return isStopped ? STOPPED : (code ?? CRASHED);
  } finally {
    if (!keep || isStopped) await openLab(lab).down();
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(folder: string): Promise<string> {
  const dist = join(folder, "dist");
  const script = join(root, "packaging", "build.ts");
  await runChecked([process.execPath, script, dist], { cwd: root, timeoutMs: 300_000 });
  return dist;
}

/** What a killed CLI leaves in its temporary folder goes with ours; a short path, since sockets are in it. */
async function runChild(
  argv: readonly string[],
  temporaryFolder: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  const script = join(import.meta.dirname, "performance.ts");
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, script, ...argv], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, TMPDIR: temporaryFolder },
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  if (signal.aborted) kill();
  return await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      resolve(code ?? undefined);
    });
  });
}
