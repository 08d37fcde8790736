import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { HostAccess, HostBinding } from "../../agent/host/host.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import type { FaultCase } from "./fault-case.ts";
import { type AroundCall, interceptPorts, isWriting } from "./intercept-ports.ts";
import type { Traffic } from "./traffic.ts";

const PORTS = [
  "files",
  "packages",
  "units",
  "kernel",
  "network",
  "packetFilter",
  "runtime",
  "kubernetes",
  "etcd",
  "programs",
];

/**
 * A machine that calls `strike` at the first write of its n-th task. Where the agent dies of it that
 * write never comes back: no code of an agent runs after its death.
 */
export const struckAt =
  ({ subject, manner, place }: FaultCase, strike: () => void) =>
  (host: HostAccess): HostAccess => {
    let tasks = 0;
    let isStruck = false;
    const isDeadly = subject !== "cli" && manner !== "cut";
    const around =
      (isNow: boolean): AroundCall =>
      async (port, call, proceed) => {
        if (!isNow || isStruck || !isWriting(host.reader, port, call)) return await proceed();
        isStruck = true;
        strike();
        if (!isDeadly) return await proceed();
        // The hardest moment for a kill: it is done, and nobody knows.
        if (manner === "kill") await proceed();
        return await new Promise(() => undefined);
      };
    return {
      reader: host.reader,
      leftoverUnits: host.leftoverUnits,
      bind: (binding) => {
        if (!isTask(binding)) return host.bind(binding);
        tasks += 1;
        return interceptPorts(host.bind(binding), PORTS, around(tasks === place));
      },
    };
  };

/** Sweeps of files are bound by a start and by each work before its tasks; a task's work names its profile. */
const isTask = ({ work }: HostBinding): boolean => work !== "start" && !/-[0-9a-f]{8}$/.test(work);

export interface StrikeScene {
  readonly controller: ChildProcess;
  readonly hit: LoopbackHost;
  readonly hosts: readonly LoopbackHost[];
  readonly traffic: Traffic;
}

const CUT_MS = 1_000;
const CUT_STEP_MS = 20;
const AGENT_AWAY_MS = 300;
const HOST_AWAY_MS = 1_000;

/** Does it, and settles when what was struck is back. */
export const strikeNow = async (
  { subject, manner }: FaultCase,
  { controller, hit, hosts, traffic }: StrikeScene,
): Promise<void> => {
  if (manner === "cut") return await cutNetwork(subject === "cli" ? hosts : [hit], traffic);
  switch (subject) {
    case "cli":
      controller.kill(manner === "kill" ? "SIGKILL" : "SIGINT");
      return;
    case "agent":
      await endAgent(hit, manner === "kill" ? traffic : undefined);
      await sleep(AGENT_AWAY_MS);
      await hit.start();
      return;
    case "host":
      await endAgent(hit, manner === "kill" ? traffic : undefined);
      loseMemory(hit);
      await sleep(HOST_AWAY_MS);
      await hit.start();
  }
};

/** No connection lives long enough to be of use. */
const cutNetwork = async (hosts: readonly LoopbackHost[], traffic: Traffic): Promise<void> => {
  const endMs = performance.now() + CUT_MS;
  while (performance.now() < endMs) {
    for (const { address } of hosts) traffic.cut(address);
    await sleep(CUT_STEP_MS);
  }
};

const endAgent = async (host: LoopbackHost, abruptly: Traffic | undefined): Promise<void> => {
  abruptly?.cut(host.address);
  await host.stop();
};

/** What a machine forgets without power. */
const loseMemory = ({ fake: { machine } }: LoopbackHost): void => {
  machine.modules.clear();
  machine.filterTable = undefined;
  machine.sysctls.set("net.ipv4.ip_forward", "0");
  machine.files.seed("/proc/sys/kernel/random/boot_id", "another boot\n");
};
