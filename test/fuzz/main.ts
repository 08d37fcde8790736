import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import * as z from "zod";
import { documentTargets } from "./document-targets.ts";
import type { FuzzTarget } from "./fuzz-target.ts";
import { holdLoad } from "./held-load.ts";
import { attackAll } from "./hostile-peers.ts";
import { startLiveAgent } from "./live-agent.ts";
import { machineTargets } from "./machine-targets.ts";
import { rpcBytes } from "./rpc-bytes.ts";
import { type FuzzOutcome, runTarget } from "./run-target.ts";
import { storeTargets } from "./store-targets.ts";
import { wireTargets } from "./wire-targets.ts";

interface Flags {
  readonly quick: boolean;
  readonly seed?: string;
  readonly runs?: string;
  readonly minutes: string;
  readonly held: boolean;
  readonly heldSeconds: string;
  readonly json?: string;
}

/** Inputs that have broken something once; tried first, every time. */
const KEPT = join(import.meta.dirname, "kept-seeds.json");
const Kept = z.array(z.object({ target: z.string(), seed: z.number(), path: z.string() }));

const targets = [...documentTargets, ...machineTargets, ...storeTargets, ...wireTargets];

const program = new Command("fuzz")
  .description(
    "Gives everything that reads what others write thousands of broken inputs, and an agent hostile peers.",
  )
  .argument(
    "[target...]",
    `some of ${[...targets.map(({ name }) => name), "rpc-bytes", "peers"].join(", ")}; default all`,
  )
  .option("--quick", "a minute of it, with the same inputs every time", false)
  .option("--seed <number>", "these inputs again; default with --quick 1, else by the clock")
  .option("--runs <count>", "inputs for each target")
  .option("--minutes <count>", "at the most, for each target", "2")
  .option("--held", "only 1,000 idle and 200 busy connections to one agent", false)
  .option("--held-seconds <count>", "how long", "300")
  .option("--json <file>", "writes the results there too");

const run = async (names: readonly string[], flags: Flags): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), "pharos-fuzz-"));
  process.env["TMPDIR"] = folder;
  try {
    const results = flags.held ? [await runHeld(flags)] : await runAll(names, flags);
    const text = JSON.stringify(
      { at: new Date().toISOString(), load: loadavg()[0], results },
      undefined,
      2,
    );
    if (flags.json !== undefined) await writeFile(flags.json, `${text}\n`);
    const failed = results.filter(({ passed }) => !passed).length;
    process.stdout.write(`${results.length - failed} passed, ${failed} failed\n`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

type Result = { readonly passed: boolean } & object;

const runAll = async (names: readonly string[], flags: Flags): Promise<readonly Result[]> => {
  const isChosen = (name: string): boolean => names.length === 0 || names.includes(name);
  const results: Result[] = [];
  for (const target of targets.filter(({ name }) => isChosen(name)))
    results.push(...(await fuzz(target, flags)));
  if (!isChosen("rpc-bytes") && !isChosen("peers")) return results;
  await using agent = await startLiveAgent();
  if (isChosen("rpc-bytes")) {
    const opened = await agent.open(await agent.contextOf("admin"));
    results.push(...(await fuzz(rpcBytes(opened.transport), flags)));
    opened.close();
  }
  if (isChosen("peers")) {
    const attacks = await attackAll(agent, flags.quick);
    for (const { attack, passed, figures } of attacks)
      tell(passed, `${attack}: ${JSON.stringify(figures)}`);
    results.push(...attacks);
  }
  return results;
};

const fuzz = async (target: FuzzTarget, flags: Flags): Promise<readonly FuzzOutcome[]> => {
  const kept = Kept.parse(JSON.parse(await readFile(KEPT, "utf8")));
  const limitMs = Number(flags.minutes) * 60_000;
  const runs = Number(flags.runs ?? (flags.quick ? 300 : 20_000));
  const outcomes: FuzzOutcome[] = [];
  for (const { seed, path } of kept.filter((one) => one.target === target.name))
    outcomes.push(await runTarget(target, { seed, path, runs: 1, limitMs }));
  const byItself = flags.quick ? 1 : Date.now() % 2 ** 31;
  outcomes.push(await runTarget(target, { seed: Number(flags.seed ?? byItself), runs, limitMs }));
  for (const { passed, target, seed, runs, slowestMs, path, input, reason } of outcomes) {
    tell(passed, `${target}, seed ${seed}: ${runs} inputs, the slowest ${slowestMs} ms`);
    if (!passed)
      process.stdout.write(
        `      path ${path ?? ""}\n      input ${input ?? ""}\n      ${reason ?? ""}\n`,
      );
  }
  return outcomes;
};

const runHeld = async ({ heldSeconds }: Flags): Promise<Result> => {
  await using agent = await startLiveAgent();
  const result = await holdLoad(agent, { idle: 1_000, busy: 200, seconds: Number(heldSeconds) });
  const passed = result.opened === 1_200 && result.failures === 0;
  tell(passed, `held load: ${JSON.stringify(result)}`);
  return { ...result, passed };
};

const tell = (passed: boolean, text: string): void =>
  void process.stdout.write(`${(passed ? "ok" : "FAIL").padEnd(6)}${text}\n`);

await program.action(run).parseAsync();
