import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { finishedRun } from "./run-events.ts";

const SAMPLES = 20;
const GOAL_S = 1;

/** Apply on three hosts that are as they should be; each one that changes something is an error. */
export const noopApply: Benchmark = {
  name: "noop-apply",
  summary: "wall time of an apply that finds nothing to do on three hosts",
  run: async ({ lab, samples = SAMPLES }) => {
    await lab.formed();
    const found: number[] = [];
    for (let round = 0; round <= samples; round += 1) {
      const { wallMs, lines } = await lab.pharosctl("apply", "--yes", "--output", "json");
      if (finishedRun(lines) !== undefined) throw new Error("an apply found something to do");
      if (round > 0) found.push(wallMs / 1000);
    }
    return [toMeasurement({ name: "noop-apply", unit: "s", goal: GOAL_S }, found)];
  },
};
