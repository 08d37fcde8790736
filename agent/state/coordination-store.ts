import * as z from "zod/mini";
import { stateUnreadable } from "../../shared/errors/agent-errors.ts";
import { lockHeld, lockLost } from "../../shared/errors/coordination-errors.ts";
import { readOptional } from "./read-optional.ts";
import { createSerialQueue } from "./serial-queue.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Who may change the cluster now. */
export interface ClusterLock {
  readonly holder: string;
  /** Machine that the holder's CLI runs on. */
  readonly machine: string;
  readonly purpose: string;
  /** Grows with every acquisition; a changing call that carries a lower one is refused. */
  readonly fencing: number;
  readonly expiresAtMs: number;
}

export interface LockRequest {
  readonly holder: string;
  readonly machine: string;
  readonly purpose: string;
  readonly ttlMs: number;
  /** The number that a majority of masters is to agree on; absent: this agent's next. */
  readonly proposedFencing?: number;
}

/** The lock and the numbers of specs and membership, on a master's agent; survives restarts. */
export interface CoordinationStore {
  readonly lock: () => Promise<ClusterLock | undefined>;
  /** Throws `LOCK_HELD` while another holder's lock has not expired. */
  readonly acquire: (request: LockRequest) => Promise<ClusterLock>;
  /** Throws `LOCK_LOST` when the number is not the newest. */
  readonly renew: (fencing: number, ttlMs: number) => Promise<ClusterLock>;
  /** `isUnfinished`: the holder's run is not through. */
  readonly release: (fencing: number, isUnfinished?: boolean) => Promise<void>;
  /** Holders whose lock ran out or was given back as unfinished, oldest first. */
  readonly unfinished: () => Promise<readonly string[]>;
  /** Throws `LOCK_LOST` when a higher number was given out, or it is none. */
  readonly checkFencing: (fencing: number) => Promise<void>;
  /** The highest fencing number that is known here; 0: none yet. */
  readonly lastFencing: () => Promise<number>;
  /**
   * Moves a counter to `next` unless it is above `expected` already, or `next` is not above that; one
   * that is behind catches up, as on a master that is new. Answers whether it was done, and the value
   * then: of two callers with the same `expected` one gets it.
   */
  readonly advance: (
    name: string,
    expected: number,
    next: number,
  ) => Promise<{ readonly advanced: boolean; readonly value: number }>;
}

const Stored = z.strictObject({
  fencing: z.int().check(z.nonnegative()),
  lock: z.optional(
    z.strictObject({
      holder: z.string(),
      machine: z.string(),
      purpose: z.string(),
      fencing: z.int(),
      expiresAtMs: z.number(),
    }),
  ),
  counters: z.record(z.string(), z.int().check(z.nonnegative())),
  unfinished: z._default(z.array(z.string()), []),
});
type Stored = z.infer<typeof Stored>;

const EMPTY: Stored = { fencing: 0, counters: {}, unfinished: [] };
const KEPT_UNFINISHED = 20;

/** No lock is given for longer; one that would last longer was given before the clock was set back. */
export const LONGEST_LOCK_MS = 600_000;

/** Opens the store in `path`; `now` is the wall clock, since a lock must outlive a reboot. */
export const openCoordinationStore = (path: string, now: () => Date): CoordinationStore => {
  const exclusively = createSerialQueue();
  const load = async (): Promise<Stored> => {
    const text = await readOptional(path);
    if (text === undefined) return EMPTY;
    try {
      return Stored.parse(JSON.parse(text));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw stateUnreadable({ path, reason }, { cause });
    }
  };
  const save = (stored: Stored) => writeAtomic(path, JSON.stringify(stored));
  const held = ({ lock }: Stored): ClusterLock | undefined => {
    const leftMs = (lock?.expiresAtMs ?? 0) - now().getTime();
    return leftMs > 0 && leftMs <= LONGEST_LOCK_MS ? lock : undefined;
  };
  const requireNewest = (stored: Stored, fencing: number): void => {
    if (fencing !== stored.fencing) throw lockLost({ fencing, newest: stored.fencing });
  };
  return {
    lock: () => exclusively(async () => held(await load())),
    acquire: (request) =>
      exclusively(async () => {
        const stored = await load();
        const other = held(stored);
        if (other !== undefined && other.holder !== request.holder)
          throw lockHeld(describe(other, now()));
        const fencing = request.proposedFencing ?? stored.fencing + 1;
        if (fencing <= stored.fencing) throw lockLost({ fencing, newest: stored.fencing });
        const { holder, machine, purpose, ttlMs } = request;
        const lock = { holder, machine, purpose, fencing, expiresAtMs: now().getTime() + ttlMs };
        await save({ ...stored, fencing, lock, unfinished: withExpired(stored, holder) });
        return lock;
      }),
    renew: (fencing, ttlMs) =>
      exclusively(async () => {
        const stored = await load();
        requireNewest(stored, fencing);
        if (stored.lock === undefined) throw lockLost({ fencing, newest: stored.fencing });
        const lock = { ...stored.lock, expiresAtMs: now().getTime() + ttlMs };
        await save({ ...stored, lock });
        return lock;
      }),
    release: (fencing, isUnfinished = false) =>
      exclusively(async () => {
        const stored = await load();
        if (stored.lock?.fencing !== fencing) return;
        const { lock: _given, ...rest } = stored;
        await save({
          ...rest,
          unfinished: isUnfinished ? withExpired(stored, "") : rest.unfinished,
        });
      }),
    unfinished: () =>
      exclusively(async () => {
        const stored = await load();
        return held(stored) === undefined ? withExpired(stored, "") : stored.unfinished;
      }),
    checkFencing: (fencing) =>
      exclusively(async () => {
        const stored = await load();
        // 0 is what a call without a number carries.
        if (fencing < 1 || fencing < stored.fencing)
          throw lockLost({ fencing, newest: stored.fencing });
        // A host that is no lock keeper learns the number from the calls that carry it.
        if (fencing > stored.fencing) await save({ ...stored, fencing });
      }),
    lastFencing: () => exclusively(async () => (await load()).fencing),
    advance: (name, expected, next) =>
      exclusively(async () => {
        const stored = await load();
        const found = stored.counters[name] ?? 0;
        if (found > expected || next <= expected) return { advanced: false, value: found };
        await save({ ...stored, counters: { ...stored.counters, [name]: next } });
        return { advanced: true, value: next };
      }),
  };
};

/** Whoever still stands in the lock when somebody else takes it has not given it back. */
const withExpired = ({ lock, unfinished }: Stored, next: string): string[] =>
  lock === undefined || lock.holder === next
    ? unfinished
    : [...unfinished, lock.holder].slice(-KEPT_UNFINISHED);

const describe = (lock: ClusterLock, now: Date) => ({
  holder: lock.holder,
  machine: lock.machine,
  purpose: lock.purpose,
  secondsLeft: Math.ceil((lock.expiresAtMs - now.getTime()) / 1000),
});
