import { setTimeout as sleep } from "node:timers/promises";
import type { HostAccess } from "../../agent/host/host.ts";
import { type AroundCall, interceptPorts, isWriting } from "./intercept-ports.ts";

/** Milliseconds that a question to a machine takes, and a change of it, by the part that is asked. */
interface PortLatency {
  readonly readMs: number;
  readonly writeMs: number;
}

/** As measured on hosts of the lab: a program that is started, a socket that is asked, a package that is unpacked. */
const LATENCIES: Readonly<Record<string, PortLatency>> = {
  packages: { readMs: 8, writeMs: 900 },
  units: { readMs: 6, writeMs: 60 },
  kernel: { readMs: 1, writeMs: 5 },
  network: { readMs: 4, writeMs: 10 },
  packetFilter: { readMs: 5, writeMs: 15 },
  runtime: { readMs: 4, writeMs: 20 },
  kubernetes: { readMs: 8, writeMs: 20 },
  etcd: { readMs: 4, writeMs: 20 },
  programs: { readMs: 10, writeMs: 700 },
};

/** A machine in memory that takes as long as a real one; `factor` is asked at every call, 1 is usual. */
export const withLatency =
  (factor: () => number) =>
  (host: HostAccess): HostAccess => {
    const names = Object.keys(LATENCIES);
    const slowly: AroundCall = async (port, call, proceed) => {
      const { readMs = 0, writeMs = 0 } = LATENCIES[port] ?? {};
      const waitMs = (isWriting(host.reader, port, call) ? writeMs : readMs) * factor();
      if (waitMs > 0) await sleep(waitMs);
      return await proceed();
    };
    const reader = interceptPorts(host.reader, names, slowly);
    return {
      reader,
      bind: (binding) => interceptPorts(host.bind(binding), names, slowly),
      leftoverUnits: host.leftoverUnits,
    };
  };
