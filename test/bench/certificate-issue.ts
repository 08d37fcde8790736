import { createTestPki } from "../support/test-pki.ts";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";

const CERTIFICATES = 1000;
const SAMPLES = 5;

/** Processor time is the figure to compare, the clock's depends on what else runs. */
export const certificateIssue: Benchmark = {
  name: "certificate-issue",
  summary: "1,000 client certificates with a new key each",
  run: async ({ samples = SAMPLES }) => {
    const pki = await createTestPki();
    const wall: number[] = [];
    const processor: number[] = [];
    while (wall.length < samples) {
      const before = process.cpuUsage();
      const startMs = performance.now();
      for (let count = 0; count < CERTIFICATES; count += 1) await pki.operator("anna", "admin");
      wall.push(performance.now() - startMs);
      const { user, system } = process.cpuUsage(before);
      processor.push((user + system) / 1000);
    }
    return [
      toMeasurement({ name: "certificate-issue: wall", unit: "ms" }, wall),
      toMeasurement({ name: "certificate-issue: processor", unit: "ms" }, processor),
    ];
  },
};
