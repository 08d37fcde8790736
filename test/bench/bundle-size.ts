import { stat } from "node:fs/promises";
import { join } from "node:path";
import { openDistribution } from "../../controller/bootstrap/distribution.ts";
import type { Benchmark } from "./benchmark.ts";
import { type Measurement, toMeasurement } from "./measurement.ts";

const BYTES_PER_MB = 1_000_000;
const BUNDLE_GOAL_MB = 3;

/** Sizes of the programs, and of what a bare host is sent. */
export const bundleSize: Benchmark = {
  name: "bundle-size",
  summary: "sizes of both programs and of the compressed runtimes",
  run: async ({ dist }) => {
    const { runtime } = await openDistribution(join(dist, "host"));
    return Promise.all([
      sizeOf(join(dist, "pharosctl-program.cjs"), "pharosctl", BUNDLE_GOAL_MB),
      sizeOf(join(dist, "host", "pharos-agent.cjs"), "agent", BUNDLE_GOAL_MB),
      sizeOf(join(dist, "host", "pharos-agent.cjs.gz"), "agent, compressed"),
      sizeOf(runtime("amd64").path, "runtime for amd64, compressed"),
      sizeOf(runtime("arm64").path, "runtime for arm64, compressed"),
    ]);
  },
};

const sizeOf = async (path: string, what: string, goal?: number): Promise<Measurement> => {
  const { size } = await stat(path);
  const figure = { name: `bundle-size: ${what}`, unit: "MB" };
  return toMeasurement(goal === undefined ? figure : { ...figure, goal }, [size / BYTES_PER_MB]);
};
