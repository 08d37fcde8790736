import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { runSoak } from "./run-soak.ts";

/** Enough to tell a leak of kilobytes per connection from what the allocator does anyway. */
const GOAL_BYTES = 512;
const CONNECTIONS = 4000;

/** The Node that is shipped keeps no memory of connections with client certificates. */
export const connectionMemory: Benchmark = {
  name: "connection-soak",
  summary: "native memory that a server keeps of each connection with a client certificate",
  run: async ({ samples = 1 }) => {
    const found: number[] = [];
    while (found.length < samples) {
      const result = await runSoak({
        server: "tls",
        read: "getPeerCertificate",
        connections: CONNECTIONS,
        fast: false,
      });
      found.push(result.nativePerConnectionBytes);
    }
    const name = "connection-soak: kept of each connection";
    return [toMeasurement({ name, unit: "bytes", goal: GOAL_BYTES }, found)];
  },
};
