import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { openLab } from "../lab/lab.ts";
import { runChecked } from "../lab/run-command.ts";

export interface SupervisedRun {
  /** Name of the lab, which is taken down afterwards unless `keep`. */
  readonly lab: string;
  readonly keep: boolean;
  /** A built product; absent: one is built. */
  readonly dist: string | undefined;
  /** A program that gets the lab's name, the built product and `argv`. */
  readonly script: string;
  readonly argv: readonly string[];
}

const STOPPED = 130;
const CRASHED = 2;
const root = join(import.meta.dirname, "..", "..");

/**
 * The scenarios run in a process of their own: when they are killed, crash or hang in a verb of the
 * lab, this one still takes the lab down. Answers the exit code.
 */
export async function supervise(run: SupervisedRun): Promise<number> {
  const { lab, keep, dist, script, argv } = run;
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
      : await runChild([script, lab, built, ...argv], folder, running.signal);
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
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, ...argv], {
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, TMPDIR: temporaryFolder },
  });
  const kill = (): void => void child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  if (signal.aborted) kill();
  return await new Promise((settle, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      settle(code ?? undefined);
    });
  });
}
