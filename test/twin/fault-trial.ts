import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { answerHost } from "./answer-host.ts";
import type { FaultCase, RehearsedTask } from "./fault-case.ts";
import { findDamage } from "./fault-damage.ts";
import { strikeNow, struckAt } from "./fault-strike.ts";
import { listenForCalls } from "./host-channel.ts";
import type { Traffic } from "./traffic.ts";
import { socketOf, twinHost } from "./twin-hosts.ts";

export interface TrialPorts {
  /** Of `controller-process.ts`, bundled. */
  readonly applier: string;
  /** Of the hosts' addresses. */
  readonly network: number;
  readonly traffic: Traffic;
}

export interface TrialResult extends FaultCase {
  readonly survived: boolean;
  /** How the apply ended that was struck: an exit code or a signal. */
  readonly ended: string;
  /** What is wrong afterwards. */
  readonly damage: readonly string[];
  readonly tookMs: number;
}

const HOSTS = 2;

/** The tasks of a first apply in peace, by host, in the order in which they come. */
export const rehearse = async ({ network }: TrialPorts): Promise<readonly RehearsedTask[]> => {
  const cluster = await createLoopbackCluster();
  try {
    const hosts = addHosts(cluster, network);
    const { failures, journalled, designed } = await cluster.apply(ymlOf(hosts));
    for (const { error } of failures) throw error;
    const kinds = new Map(
      designed.hosts.flatMap(({ plan }) => plan.tasks.map(({ id, kind }) => [id, kind] as const)),
    );
    return Object.entries(journalled).flatMap(([host, tasks]) =>
      tasks.map(({ task }, index) => ({ host, kind: kinds.get(task) ?? "", place: index + 1 })),
    );
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
};

/** Strikes one first apply of bare hosts and sees what becomes of it. */
export const tryFault = async (fault: FaultCase, ports: TrialPorts): Promise<TrialResult> => {
  const startedMs = performance.now();
  const cluster = await createLoopbackCluster();
  const struck = Promise.withResolvers<void>();
  let controller: ChildProcess | undefined;
  const hosts = addHosts(cluster, ports.network, fault, () => {
    const hit = hosts.find(({ name }) => name === fault.host);
    if (controller === undefined || hit === undefined) return;
    struck.resolve(strikeNow(fault, { controller, hit, hosts, traffic: ports.traffic }));
  });
  const yml = ymlOf(hosts);
  const server = await listenForCalls(socketOf(cluster.home, 0), async (request, input, output) => {
    const { verb, host: name } = request;
    const host = hosts.find((one) => one.name === name);
    if (host === undefined || (verb !== "probe" && verb !== "documents" && verb !== "run"))
      throw new Error(`${verb} is not for hosts`);
    return await answerHost(host, { verb, argv: request.argv }, input, output);
  });
  try {
    await writeFile(join(cluster.home, "cluster.yml"), yml);
    const argv = [cluster.home, HOSTS, 0, 1, "0.1.0", ports.network].map(String);
    controller = spawn(process.execPath, [ports.applier, ...argv], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: LIMIT_MS,
      killSignal: "SIGKILL",
    });
    await once(controller, "exit");
    const { exitCode: code, signalCode: signal } = controller;
    const missed = ["the fault did not come to pass"];
    const isMissed = await Promise.race([struck.promise.then(() => false), sleep(5_000, true)]);
    const damage = isMissed
      ? missed
      : await findDamage(cluster, { yml, hosts, isCliGone: fault.subject === "cli" });
    return {
      ...fault,
      survived: damage.length === 0,
      ended: String(signal ?? code),
      damage,
      tookMs: Math.round(performance.now() - startedMs),
    };
  } finally {
    controller?.kill("SIGKILL");
    server.close();
    await cluster[Symbol.asyncDispose]();
  }
};

const LIMIT_MS = 180_000;

const addHosts = (
  cluster: LoopbackCluster,
  network: number,
  fault?: FaultCase,
  strike: () => void = () => undefined,
): readonly LoopbackHost[] =>
  Array.from({ length: HOSTS }, (_, index) => {
    const { name, address } = twinHost(index, network);
    return name === fault?.host
      ? cluster.addHost(name, address, struckAt(fault, strike))
      : cluster.addHost(name, address);
  });

const ymlOf = (hosts: readonly LoopbackHost[]): string => {
  const [master = "", ...workers] = hosts.map(({ address }) => address);
  return loopbackYml([master], workers);
};
