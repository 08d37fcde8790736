import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command } from "commander";
import { createBenchLab } from "./bench-lab.ts";
import { benchmarks } from "./benchmarks.ts";
import type { Measurement } from "./measurement.ts";

interface Options {
  readonly dist?: string;
  readonly lab: string;
  readonly samples?: number;
}

/** `npm run bench [-- NAMES]`: measures, prints JSON, exits with 1 if a goal is not met. */
const program = new Command("bench")
  .argument("[names...]", "all if none is named")
  .option("--dist <folder>", "programs that are built already")
  .option("--lab <name>", "name for the hosts that are started", "bench")
  .option("--samples <n>", "how many, instead of each benchmark's own number", Number)
  .addHelpText("after", () =>
    benchmarks.map(({ name, summary }) => `  ${name.padEnd(18)}${summary}`).join("\n"),
  );

const log = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const measure = async (names: readonly string[], options: Options): Promise<void> => {
  const unknown = names.find((name) => !benchmarks.some((one) => one.name === name));
  if (unknown !== undefined) program.error(`no benchmark is called ${unknown}`);
  const chosen = benchmarks.filter(({ name }) => names.length === 0 || names.includes(name));
  const folder = await mkdtemp(join(tmpdir(), "pharos-bench-"));
  const dist = options.dist ?? (await build(join(folder, "dist")));
  const lab = createBenchLab({ name: options.lab, dist, folder, log });
  const samples = options.samples === undefined ? {} : { samples: options.samples };
  const results: Measurement[] = [];
  try {
    for (const benchmark of chosen) {
      log(`${benchmark.name}: ${benchmark.summary}`);
      results.push(...(await benchmark.run({ dist, folder, lab, log, ...samples })));
    }
  } finally {
    // Also what was measured before something broke.
    console.log(JSON.stringify({ machine: machine(), results }, undefined, 2));
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  }
  process.exitCode = results.some(({ met }) => met === false) ? 1 : 0;
};

const build = async (folder: string): Promise<string> => {
  log("building");
  const script = join(import.meta.dirname, "..", "..", "packaging", "build.ts");
  await promisify(execFile)(process.execPath, [script, folder]);
  return folder;
};

/** What the figures depend on; a load above the number of processors says that others were at work. */
const machine = () => ({
  node: process.version,
  processor: cpus()[0]?.model,
  processors: cpus().length,
  loadAverage: loadavg()[0],
});

await program.action(measure).parseAsync();
