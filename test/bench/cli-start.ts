import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { timedRun } from "./timed-run.ts";

const SAMPLES = 20;
const GOAL_MS = 80;

/** How long the CLI takes until its shortest answers; beside it what Node takes for nothing. */
export const cliStart: Benchmark = {
  name: "cli-start",
  summary: "wall time of `pharosctl --version` and of `validate`",
  run: async ({ dist, folder, samples = SAMPLES }) => {
    const file = join(folder, "validated.yml");
    await writeFile(file, CLUSTER);
    const program = [process.execPath, join(dist, "pharosctl.cjs")];
    const env = { HOME: folder };
    const commands = {
      version: [...program, "--version"],
      validate: [...program, "validate", file],
      node: [process.execPath, "--eval", "0"],
    };
    const found = { version: noSamples(), validate: noSamples(), node: noSamples() };
    // In turn, so that a slower moment of the machine meets them all.
    for (let round = 0; round <= samples; round += 1) {
      for (const name of ["version", "validate", "node"] as const) {
        const { wallMs } = await timedRun(commands[name], { env });
        if (round > 0) found[name].push(wallMs);
      }
    }
    return [
      toMeasurement({ name: "cli-start: --version", unit: "ms", goal: GOAL_MS }, found.version),
      toMeasurement({ name: "cli-start: validate", unit: "ms" }, found.validate),
      toMeasurement({ name: "cli-start: node alone", unit: "ms" }, found.node),
    ];
  },
};

const noSamples = (): number[] => [];

const CLUSTER = `\
hosts:
  - address: 192.0.2.10
    role: master
  - address: 192.0.2.21
    role: worker
  - address: 192.0.2.22
    role: worker
kubernetes:
  version: 1.36.2
network:
  provider: bridge
`;
