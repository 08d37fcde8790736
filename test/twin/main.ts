import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import { operations, type OperationCost, type TwinScene } from "./operations.ts";
import { renderCurve } from "./render-curve.ts";
import { startTwin } from "./twin.ts";
import { installTwinCli } from "./twin-cli.ts";
import { parseTwinFault, type TwinFault } from "./twin-faults.ts";

interface Flags {
  readonly hosts: readonly number[];
  readonly processes: number;
  readonly latency: number;
  readonly limitSeconds: number;
  readonly only?: readonly string[];
  readonly fault: readonly TwinFault[];
  readonly samples?: number;
  readonly json?: string;
  readonly svg?: string;
}

const toNumber = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError("not a number");
  return value;
};

const toCounts = (text: string): readonly number[] => text.split(",").map(toNumber);

const program = new Command("twin")
  .description(
    "A cluster of real agents on machines in memory, from 1 to 1,000, and what it costs.",
  )
  .option("--hosts <counts>", "how many; several with commas between", toCounts, [30])
  .option("--processes <count>", "that agents are spread over", toNumber, 2)
  .option("--latency <factor>", "of the machines; 0: none", toNumber, 1)
  .option("--limit-seconds <count>", "for each operation", toNumber, 300)
  .option("--samples <count>", "of each operation, instead of its own number", toNumber)
  .option("--only <names>", operations.map(({ name }) => name).join(","), (text) => text.split(","))
  .option(
    "--fault <KIND:HOST[:ARGUMENT]@SECONDS>",
    "after the start of each operation; may be given again",
    (text: string, before: readonly TwinFault[]) => [...before, parseTwinFault(text)],
    [],
  )
  .option("--json <file>", "writes the figures there too")
  .option("--svg <file>", "draws them there");

const log = (line: string): void => void process.stderr.write(`${line}\n`);

const runAll = async (flags: Flags): Promise<void> => {
  const results: OperationCost[] = [];
  for (const hosts of flags.hosts) results.push(...(await runOne(hosts, flags)));
  const text = JSON.stringify({ machine: machine(flags), results }, undefined, 2);
  process.stdout.write(`${text}\n`);
  if (flags.json !== undefined) await writeFile(flags.json, `${text}\n`);
  if (flags.svg !== undefined) await writeFile(flags.svg, renderCurve(results));
  const isGood = results.every(({ failure }) => failure === undefined);
  process.exitCode = isGood || flags.fault.length > 0 ? 0 : 1;
};

/** One cluster of this size, from bare hosts on; it is gone afterwards. */
const runOne = async (hosts: number, flags: Flags): Promise<readonly OperationCost[]> => {
  const { processes: wanted, latency, limitSeconds, only, fault } = flags;
  const processes = Math.min(wanted, hosts + 1);
  await using twin = await startTwin({ hosts: hosts + 1, processes, latencyFactor: latency });
  interrupted = () => twin[Symbol.asyncDispose]();
  const scene: TwinScene = {
    twin,
    hosts,
    processes,
    program: await installTwinCli(twin.folder),
    applier: await twin.bundle("controller-process.ts"),
    limitMs: limitSeconds * 1000,
  };
  const results: OperationCost[] = [];
  // Whatever is measured, there has to be a cluster first.
  const chosen = operations.filter(
    ({ name }) => name === "first-apply" || (only?.includes(name) ?? true),
  );
  for (const { name, samples: usual, run } of chosen) {
    const samples = Math.min(usual, flags.samples ?? usual);
    for (let sample = 1; sample <= samples; sample += 1) {
      const timers = fault.map((one) =>
        setTimeout(
          () => void twin.commit(one).catch((error: unknown) => log(String(error))),
          one.atMs,
        ),
      );
      const costs = await run(scene);
      for (const timer of timers) clearTimeout(timer);
      results.push(...costs);
      const [{ wallMs, cpuMs, peakBytes, failure = "ok" } = { wallMs: 0, cpuMs: 0, peakBytes: 0 }] =
        costs;
      const figures = `${wallMs} ms, processor ${cpuMs} ms, ${Math.round(peakBytes / 1e6)} MB`;
      log(`${hosts} hosts, ${name} ${sample}/${samples}: ${figures}; ${failure}`);
    }
  }
  const usage = await twin.usage();
  log(`${hosts} hosts: agents' processes at their largest ${Math.round(usage.peakBytes / 1e6)} MB`);
  return results;
};

const machine = ({ processes, latency }: Flags) => ({
  node: process.version,
  processor: cpus()[0]?.model,
  processors: cpus().length,
  memoryBytes: totalmem(),
  agentProcesses: processes,
  latencyFactor: latency,
  at: new Date().toISOString(),
});

let interrupted: () => PromiseLike<void> | void = () => undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void Promise.resolve(interrupted()).finally(() => process.exit(130)));
}

await program.action(runAll).parseAsync();
