import { restartAgent } from "./agent-process.ts";
import type { Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";

const SAMPLES = 10;
const GOAL_MS = 300;
const HOST = "w2";

/** By systemd's own clock on a lab host: from the start of the program to READY=1, when it listens. */
export const agentStart: Benchmark = {
  name: "agent-start",
  summary: "from the start of the agent's program until it listens and says so",
  run: async ({ lab, samples = SAMPLES }) => {
    const hosts = await lab.formed();
    await restartAgent(hosts, HOST);
    const found: number[] = [];
    while (found.length < samples) found.push(await restartAgent(hosts, HOST));
    return [toMeasurement({ name: "agent-start", unit: "ms", goal: GOAL_MS }, found)];
  },
};
