import type { Counter } from "../../shared/rpc/gen/coordination.ts";
import type { CoordinationServiceHandlers } from "../../shared/rpc/gen/coordination-service.ts";
import type { Agent } from "../agent.ts";
import { type ClusterLock, LONGEST_LOCK_MS } from "../state/coordination-store.ts";

const MIN_TTL_MS = 1_000;

/** The lock and the numbers, as this master's agent keeps them. */
export const coordinationService = ({
  coordination,
  now,
}: Pick<Agent, "coordination" | "now">): CoordinationServiceHandlers => ({
  acquireLock: async ({ holder, host, purpose, ttlMs, proposedFencingNumber }) => {
    const { fencing } = await coordination.acquire({
      holder,
      machine: host,
      purpose,
      ttlMs: clampTtl(ttlMs),
      ...(proposedFencingNumber === 0 ? {} : { proposedFencing: proposedFencingNumber }),
    });
    return { fencingNumber: fencing };
  },
  renewLock: async ({ fencingNumber, ttlMs }) => {
    await coordination.renew(fencingNumber, clampTtl(ttlMs));
    return {};
  },
  releaseLock: async ({ fencingNumber, unfinished }) => {
    await coordination.release(fencingNumber, unfinished);
    return {};
  },
  getLock: async () => {
    const lock = await coordination.lock();
    return {
      lock: lock && toWireLock(lock, now()),
      lastFencingNumber: await coordination.lastFencing(),
      unfinishedHolders: await coordination.unfinished(),
    };
  },
  allocateNumber: async ({ counter, expected, next }) => {
    const { advanced, value } = await coordination.advance(counterName(counter), expected, next);
    return { allocated: advanced, current: value };
  },
});

const clampTtl = (ttlMs: number): number => Math.min(Math.max(ttlMs, MIN_TTL_MS), LONGEST_LOCK_MS);

const toWireLock = (lock: ClusterLock, now: Date) => ({
  holder: lock.holder,
  host: lock.machine,
  purpose: lock.purpose,
  fencingNumber: lock.fencing,
  expiresInMs: lock.expiresAtMs - now.getTime(),
});

const counterName = (counter: Counter): string => counter.toLowerCase().replace("counter_", "");
