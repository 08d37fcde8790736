import { lockHeld, lockLost } from "../../shared/errors/coordination-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { Counter } from "../../shared/rpc/gen/coordination.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";

/** The right to change the cluster, kept on a majority of the masters' agents. */
export interface HeldLock {
  /** Every changing call carries it. */
  readonly fencing: number;
  /** Aborts when the lock could not be kept: nothing more may be begun. */
  readonly lost: AbortSignal;
  /** Moves a counter of the cluster on and gives its new value, higher than `known`. */
  readonly allocate: (counter: Counter, known: number) => Promise<number>;
  readonly release: () => Promise<void>;
}

export interface LockRequest {
  /** Unique for this invocation. */
  readonly holder: string;
  readonly machine: string;
  readonly purpose: string;
}

const TTL_MS = 30_000;
const RENEW_MS = 10_000;
const ATTEMPTS = 3;

/** Takes the lock or throws `LOCK_HELD` with who has it; renews it until it is released. */
export const takeClusterLock = async (
  masters: readonly AgentConnection[],
  request: LockRequest,
): Promise<HeldLock> => {
  const fencing = await acquire(masters, request, ATTEMPTS);
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    const results = await Promise.allSettled(
      masters.map(({ coordination }) =>
        coordination.renewLock({ holder: request.holder, fencingNumber: fencing, ttlMs: TTL_MS }),
      ),
    );
    // Masters that do not answer may come back; only a newer holder ends this one's right at once.
    const refused = results.filter(
      (result) => result.status === "rejected" && lockLost.is(result.reason),
    );
    if (refused.length > 0) lost.abort(lockLost({ fencing, newest: fencing + 1 }));
  };
  const timer = setInterval(() => void renew(), RENEW_MS);
  timer.unref();
  return {
    fencing,
    lost: lost.signal,
    allocate: (counter, known) => allocate(masters, counter, known, ATTEMPTS),
    release: async () => {
      clearInterval(timer);
      await Promise.allSettled(
        masters.map(({ coordination }) =>
          coordination.releaseLock({ holder: request.holder, fencingNumber: fencing }),
        ),
      );
    },
  };
};

const majorityOf = (masters: readonly unknown[]): number => Math.floor(masters.length / 2) + 1;

const acquire = async (
  masters: readonly AgentConnection[],
  request: LockRequest,
  attempts: number,
): Promise<number> => {
  const seen = await Promise.all(masters.map(({ coordination }) => coordination.getLock({})));
  const proposed = Math.max(0, ...seen.map(({ lastFencingNumber }) => lastFencingNumber)) + 1;
  const results = await Promise.allSettled(
    masters.map(({ coordination }) =>
      coordination.acquireLock({
        holder: request.holder,
        host: request.machine,
        purpose: request.purpose,
        ttlMs: TTL_MS,
        proposedFencingNumber: proposed,
      }),
    ),
  );
  const granted = results.filter(({ status }) => status === "fulfilled").length;
  if (granted >= majorityOf(masters)) return proposed;
  await Promise.allSettled(
    masters.map(({ coordination }) =>
      coordination.releaseLock({ holder: request.holder, fencingNumber: proposed }),
    ),
  );
  const refusals = results.flatMap((result) =>
    result.status === "rejected" ? [toPharosError(result.reason)] : [],
  );
  const held = refusals.find((error) => lockHeld.is(error));
  if (held === undefined && attempts > 1) return acquire(masters, request, attempts - 1);
  throw held ?? refusals[0] ?? lockLost({ fencing: proposed, newest: proposed });
};

const allocate = async (
  masters: readonly AgentConnection[],
  counter: Counter,
  known: number,
  attempts: number,
): Promise<number> => {
  const answers = await Promise.all(
    masters.map(({ coordination }) =>
      coordination.allocateNumber({ counter, expected: known, next: known + 1 }),
    ),
  );
  const granted = answers.filter(({ allocated }) => allocated).length;
  if (granted >= majorityOf(masters)) return known + 1;
  const highest = Math.max(known, ...answers.map(({ current }) => current));
  if (attempts > 1) return allocate(masters, counter, highest, attempts - 1);
  throw lockLost({ fencing: known, newest: highest });
};
