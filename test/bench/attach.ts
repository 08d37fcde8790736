import { join } from "node:path";
import * as z from "zod";
import type { BenchContext, Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { timedRun } from "./timed-run.ts";

const SAMPLES = 20;
const GOAL_MS = 200;

const Runs = z.object({ runs: z.array(z.object({ run: z.string() })) });

/** Of the run that made the cluster, whose journal is as long as they get. */
export const attach: Benchmark = {
  name: "attach",
  summary: "from being connected to the first event of a run on three hosts",
  run: async (context) => {
    const { lab, samples = SAMPLES } = context;
    await lab.formed();
    const { lines } = await lab.pharosctl("runs", "--output", "json");
    const { runs } = Runs.parse(JSON.parse(lines.map(({ text }) => text).join("\n")));
    const run = runs.at(-1)?.run ?? "";
    const first = await firstEvents(context, run, samples);
    const whole: number[] = [];
    for (let round = 0; round < samples; round += 1) {
      const told = await lab.pharosctl("attach", "last", "--output", "json");
      whole.push(told.lines[0]?.atMs ?? Number.NaN);
    }
    return [
      toMeasurement({ name: "attach: first event of all hosts", unit: "ms", goal: GOAL_MS }, first),
      toMeasurement({ name: "attach: first line, from the command's start", unit: "ms" }, whole),
    ];
  },
};

const firstEvents = async (
  { lab }: BenchContext,
  run: string,
  samples: number,
): Promise<readonly number[]> => {
  const hosts = await lab.formed();
  const script = join(import.meta.dirname, "attach-agents.ts");
  const { hosts: all } = await hosts.state();
  const places = all.map(({ name, address }) => `${name}=${address}`);
  const words = [process.execPath, script, lab.home, hosts.name, run, String(samples), ...places];
  const { lines } = await timedRun(await hosts.execCommand(words));
  return lines.map(({ text }) => Number(text));
};
