import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { lockHeld, lockLost } from "../../shared/errors/coordination-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { Counter } from "../../shared/rpc/gen/coordination.ts";
import { type Electorate, hasQuorum } from "./electorate.ts";
import { type KeptLock, keepLock, LOCK_TTL_MS, tooFew } from "./keep-lock.ts";

/** The right to change the cluster, kept on a majority of the masters' agents. */
export interface HeldLock extends KeptLock {
  /** Every changing call carries it. */
  readonly fencing: number;
  /** Moves a counter of the cluster on and gives its new value, higher than `known`. */
  readonly allocate: (counter: Counter, known: number) => Promise<number>;
  /** `isUnfinished`: there is more to do, so that whoever asks is told that the run waits. */
  readonly release: (isUnfinished?: boolean) => Promise<void>;
}

export interface LockRequest {
  /** Unique for this invocation. */
  readonly holder: string;
  readonly machine: string;
  readonly purpose: string;
  /** Whose majority it takes: reached or not. */
  readonly electorate: Electorate;
  /** The highest number that others have seen, where the voters may have forgotten theirs. Default 0. */
  readonly seenFencing?: number;
  /** See `LockToKeep`; default: as long as the lock lasts. */
  readonly patienceMs?: number;
}

/** A master's agent that was reached. */
export interface Voter {
  readonly name: string;
  readonly connection: Pick<AgentConnection, "coordination">;
}

export interface LockPorts {
  /** Waits between tries and renewals; rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
  /** From 0 to 1: two that met may not meet again. */
  readonly random: () => number;
}

const CALL = { timeoutMs: 8_000 } as const;
const ATTEMPTS = 4;
const RETRY_MS = 1_000;
const RANDOM_STEPS = 1_000;

const REAL_PORTS: LockPorts = {
  sleep: async (ms, signal) => sleep(ms, undefined, { signal, ref: false }),
  elapsedMs: () => performance.now(),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};

/**
 * Takes the lock and renews it until it is released. Throws `LOCK_HELD` with who has it, `NO_QUORUM`
 * when too few masters answer.
 */
export const takeClusterLock = async (
  voters: readonly Voter[],
  request: LockRequest,
  ports: LockPorts = REAL_PORTS,
): Promise<HeldLock> => {
  const { electorate } = request;
  if (voters.length === 0) throw noMaster({});
  const names = voters.map(({ name }) => name);
  if (!hasQuorum(electorate, names)) throw tooFew(electorate, names);
  const fencing = await acquire(voters, request, ports);
  const released = new AbortController();
  const kept = keepLock(
    {
      electorate,
      patienceMs: request.patienceMs ?? LOCK_TTL_MS,
      renew: () =>
        askAll(voters, ({ coordination }) =>
          coordination.renewLock(
            { holder: request.holder, fencingNumber: fencing, ttlMs: LOCK_TTL_MS },
            CALL,
          ),
        ),
      ...ports,
    },
    released.signal,
  );
  return {
    ...kept,
    fencing,
    allocate: (counter, known) => allocate(voters, { counter, known, electorate }),
    release: async (isUnfinished = false) => {
      released.abort();
      await release(voters, request.holder, fencing, isUnfinished);
    },
  };
};

/** Of two that met on different masters neither has a majority: both let go and try again. */
const acquire = async (
  voters: readonly Voter[],
  request: LockRequest,
  ports: LockPorts,
): Promise<number> => {
  for (let attempt = 1; ; attempt += 1) {
    const fencing = Math.max(await highestFencing(voters), request.seenFencing ?? 0) + 1;
    const { granted, refusals } = await askAll(voters, ({ coordination }) =>
      coordination.acquireLock(
        {
          holder: request.holder,
          host: request.machine,
          purpose: request.purpose,
          ttlMs: LOCK_TTL_MS,
          proposedFencingNumber: fencing,
        },
        CALL,
      ),
    );
    if (hasQuorum(request.electorate, granted)) return fencing;
    await release(voters, request.holder, fencing);
    const held = refusals.find((error) => lockHeld.is(error));
    const mayHaveMet = held === undefined || granted.length > 0;
    if (attempt === ATTEMPTS || !mayHaveMet) {
      throw held ?? refusals[0] ?? lockLost({ fencing, newest: fencing });
    }
    await ports.sleep(RETRY_MS * (attempt + ports.random()), new AbortController().signal);
  }
};

const highestFencing = async (voters: readonly Voter[]): Promise<number> => {
  const seen = await Promise.allSettled(
    voters.map(({ connection }) => connection.coordination.getLock({}, CALL)),
  );
  return Math.max(
    0,
    ...seen.map((one) => (one.status === "fulfilled" ? one.value.lastFencingNumber : 0)),
  );
};

const release = async (
  voters: readonly Voter[],
  holder: string,
  fencingNumber: number,
  unfinished = false,
): Promise<void> => {
  await askAll(voters, ({ coordination }) =>
    coordination.releaseLock({ holder, fencingNumber, unfinished }, CALL),
  );
};

interface Allocation {
  readonly counter: Counter;
  readonly known: number;
  readonly electorate: Electorate;
}

/** Two that ask for the same number share no majority: at most one gets it. */
const allocate = async (
  voters: readonly Voter[],
  { counter, known, electorate }: Allocation,
): Promise<number> => {
  let expected = known;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const next = expected + 1;
    const currents: number[] = [];
    const { granted } = await askAll(voters, async ({ coordination }) => {
      const call = { counter, expected, next };
      const { allocated, current } = await coordination.allocateNumber(call, CALL);
      currents.push(current);
      if (!allocated) throw lockLost({ fencing: expected, newest: current });
    });
    if (hasQuorum(electorate, granted)) return next;
    expected = Math.max(next, ...currents);
  }
  throw lockLost({ fencing: known, newest: expected });
};

/** Who said yes, and the others' reasons. */
const askAll = async (
  voters: readonly Voter[],
  ask: (connection: Voter["connection"]) => Promise<unknown>,
) => {
  const results = await Promise.allSettled(voters.map(async ({ connection }) => ask(connection)));
  return {
    granted: voters.filter((_, at) => results[at]?.status === "fulfilled").map(({ name }) => name),
    refusals: results.flatMap((one) =>
      one.status === "rejected" ? [toPharosError(one.reason)] : [],
    ),
  };
};
