import { setTimeout as sleep } from "node:timers/promises";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import { askRaw } from "./ask-raw.ts";
import type { LiveAgent } from "./live-agent.ts";

export interface HeldLoad {
  readonly idle: number;
  readonly busy: number;
  readonly seconds: number;
}

export interface HeldLoadResult extends HeldLoad {
  readonly opened: number;
  readonly calls: number;
  readonly failures: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly rssStartBytes: number;
  readonly rssLoadedBytes: number;
  readonly rssEndBytes: number;
}

const HEALTH = "/pharos.v1.HostService/GetHealth";
const PAUSE_MS = 1_000;

/** Connections that do nothing beside others that ask once a second, for so long. */
export const holdLoad = async (
  agent: LiveAgent,
  { idle, busy, seconds }: HeldLoad,
): Promise<HeldLoadResult> => {
  const { rssBytes: rssStartBytes } = await agent.twin.usage();
  const context = await agent.contextOf("viewer");
  const gate = createConnectGate(32);
  const tried = await Promise.allSettled(
    Array.from({ length: idle + busy }, () => gate.run(() => agent.open(context))),
  );
  const opened = tried.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const { rssBytes: rssLoadedBytes } = await agent.twin.usage();
  const times: number[] = [];
  let failures = 0;
  const endMs = performance.now() + seconds * 1_000;
  const ask = async ({ transport }: OpenTransport): Promise<void> => {
    while (performance.now() < endMs) {
      const startedMs = performance.now();
      try {
        await askRaw(transport, HEALTH, { timeoutMs: 10_000 });
        times.push(performance.now() - startedMs);
      } catch {
        failures += 1;
      }
      await sleep(PAUSE_MS);
    }
  };
  await Promise.all(opened.slice(0, busy).map(ask));
  const { rssBytes: rssEndBytes } = await agent.twin.usage();
  for (const { close } of opened) close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return {
    idle,
    busy,
    seconds,
    opened: opened.length,
    calls: times.length,
    failures,
    medianMs: at(0.5),
    p99Ms: at(0.99),
    rssStartBytes,
    rssLoadedBytes,
    rssEndBytes,
  };
};
