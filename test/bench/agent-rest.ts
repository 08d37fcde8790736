import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { type AgentProcess, readAgentProcess, restartAgent } from "./agent-process.ts";
import type { BenchContext, Benchmark } from "./benchmark.ts";
import { toMeasurement } from "./measurement.ts";
import { timedRun } from "./timed-run.ts";

const HOSTS = ["m1", "w1", "w2"] as const;
const SETTLE_MS = 10_000;
/** What an agent does by the clock comes round in five minutes. */
const ROUND_MS = 300_000;
const MINUTE_MS = 60_000;
const CONNECTIONS = 8_000;
const LOAD_LIMIT_MS = 15 * 60_000;
const REST_GOAL_MIB = 70;
const LOADED_GOAL_MIB = 85;
const PROCESSOR_GOAL_PERCENT = 0.1;

/** Agents of a formed cluster: a sample per host. */
export const agentRest: Benchmark = {
  name: "agent-rest",
  summary: "memory and processor time of idle agents, memory after 8,000 connections",
  run: async (context) => {
    const { lab, log } = context;
    const hosts = await lab.formed();
    const ofAll = (): Promise<readonly AgentProcess[]> =>
      Promise.all(HOSTS.map((host) => readAgentProcess(hosts, host)));
    const used = await ofAll();
    await Promise.all(HOSTS.map((host) => restartAgent(hosts, host)));
    await sleep(SETTLE_MS);
    const started = await ofAll();
    log("agents rest for a minute, and then for five");
    await sleep(MINUTE_MS);
    const rested = await ofAll();
    const startMs = performance.now();
    await sleep(ROUND_MS);
    const tookMs = performance.now() - startMs;
    const shares = (await ofAll()).map(
      ({ processorMs }, index) =>
        (100 * (processorMs - (rested[index]?.processorMs ?? 0))) / tookMs,
    );
    await lab.pharosctl("apply", "--yes");
    const checked = await ofAll();
    log(`${CONNECTIONS} connections to one agent`);
    const loaded = await loadAgent(context);
    return [
      memory("after the run that made the cluster", used),
      memory("after start", started, REST_GOAL_MIB),
      memory("after a minute", rested, REST_GOAL_MIB),
      memory("after a no-op apply", checked, REST_GOAL_MIB),
      memory(`after ${CONNECTIONS} connections`, [loaded], LOADED_GOAL_MIB),
      toMeasurement(
        { name: "agent-rest: processor", unit: "%", goal: PROCESSOR_GOAL_PERCENT },
        shares,
      ),
    ];
  },
};

const memory = (moment: string, processes: readonly AgentProcess[], goal?: number) => {
  const figure = { name: `agent-rest: memory ${moment}`, unit: "MiB" };
  return toMeasurement(
    goal === undefined ? figure : { ...figure, goal },
    processes.map(({ rssMib }) => rssMib),
  );
};

/** Every connection has a handshake of its own with a client certificate, and one call. */
const loadAgent = async ({ lab }: BenchContext): Promise<AgentProcess> => {
  const hosts = await lab.formed();
  const script = join(import.meta.dirname, "connect-agent.ts");
  const state = await hosts.state();
  const address = state.hosts.find(({ name }) => name === "w1")?.address ?? "";
  const words = [process.execPath, script, lab.home, hosts.name, "w1", address];
  const argv = await hosts.execCommand([...words, String(CONNECTIONS)]);
  await timedRun(argv, { limitMs: LOAD_LIMIT_MS });
  return readAgentProcess(hosts, "w1");
};
