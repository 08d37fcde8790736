import { lockLost, noQuorum } from "../../shared/errors/coordination-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { type Electorate, hasQuorum } from "./electorate.ts";

/** How long a lock lasts that nobody renews. */
export const LOCK_TTL_MS = 30_000;
const RENEW_MS = 10_000;
/** What is away may be back in a moment. */
const RETRY_MS = 1_000;

export interface KeptLock {
  /** Aborts when the lock could not be kept: nothing more may be begun. */
  readonly lost: AbortSignal;
  /** Waits for as long as it may have run out because too few masters answer; rejects once it is lost. */
  readonly certain: () => Promise<void>;
}

export interface LockToKeep {
  readonly electorate: Electorate;
  /** Asks all masters; who said yes, and the others' reasons. */
  readonly renew: () => Promise<{
    readonly granted: readonly string[];
    readonly refusals: readonly PharosError[];
  }>;
  /**
   * How long too few masters may be silent before it is lost. More than the lock lasts where `certain`
   * is asked before anything is begun: masters that come back without a newer number had no other holder.
   */
  readonly patienceMs: number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
}

/** Renews a lock until it is released. A newer holder ends it at once, silence of too many masters in time. */
export const keepLock = (lock: LockToKeep, released: AbortSignal): KeptLock => {
  const lost = new AbortController();
  let renewedMs = lock.elapsedMs();
  const waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  const isInDoubt = (): boolean => lock.elapsedMs() - renewedMs >= LOCK_TTL_MS;
  const renew = async (): Promise<boolean> => {
    const askedMs = lock.elapsedMs();
    const { granted, refusals } = await lock.renew();
    const isRenewed = hasQuorum(lock.electorate, granted);
    if (isRenewed) renewedMs = askedMs;
    const newer = refusals.find((error) => lockLost.is(error));
    if (newer !== undefined) lost.abort(newer);
    else if (lock.elapsedMs() - renewedMs >= lock.patienceMs)
      lost.abort(tooFew(lock.electorate, granted));
    wake();
    return isRenewed;
  };
  const keep = async (): Promise<void> => {
    let isRenewed = true;
    while (!released.aborted && !lost.signal.aborted) {
      await lock.sleep(isRenewed ? RENEW_MS : RETRY_MS, released);
      isRenewed = await renew();
    }
  };
  void keep()
    .catch(() => undefined)
    .finally(wake);
  return {
    lost: lost.signal,
    certain: async () => {
      while (!released.aborted && !lost.signal.aborted && isInDoubt())
        await new Promise<void>((resolve) => void waiting.push(resolve));
      lost.signal.throwIfAborted();
    },
  };
};

/** Names who does not answer. */
export const tooFew = (electorate: Electorate, reached: readonly string[]): PharosError => {
  const all = [...new Set(electorate.flat())];
  const missing = all.filter((name) => !reached.includes(name));
  return noQuorum({ masters: all.length, missing: missing.join(", ") });
};
