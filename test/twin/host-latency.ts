import { setTimeout as sleep } from "node:timers/promises";
import type { HostAccess } from "../../agent/host/host.ts";

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
    const reading = (name: string): number => (LATENCIES[name]?.readMs ?? 0) * factor();
    return {
      ...host,
      reader: slowed(host.reader, reading),
      bind: (binding) =>
        slowed(host.bind(binding), (name, call) => {
          const port: unknown = Reflect.get(host.reader, name);
          const isReading = typeof port === "object" && port !== null && call in port;
          return isReading ? reading(name) : (LATENCIES[name]?.writeMs ?? 0) * factor();
        }),
    };
  };

/** The same ports; functions of those that take time wait first. */
const slowed = <Ports extends object>(
  ports: Ports,
  latencyMs: (name: string, call: string) => number,
): Ports =>
  new Proxy(ports, {
    get: (target, name) => {
      const port: unknown = Reflect.get(target, name);
      if (typeof name !== "string" || !(name in LATENCIES)) return port;
      return typeof port === "object" && port !== null
        ? slowedPort(port, (call) => latencyMs(name, call))
        : port;
    },
  });

const slowedPort = (port: object, latencyMs: (call: string) => number): object =>
  new Proxy(port, {
    get: (target, call) => {
      const member: unknown = Reflect.get(target, call);
      if (typeof member !== "function") return member;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const waitMs = latencyMs(String(call));
        if (waitMs > 0) await sleep(waitMs);
        return await Reflect.apply(member, target, args);
      };
    },
  });
