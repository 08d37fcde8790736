import { setTimeout as sleep } from "node:timers/promises";

/**
 * One reading for everybody who asks in the meantime. Each gets one that begins after it has asked, so that
 * nobody is told of a time before; the next one begins at the earliest `gapMs` after the last began: of a
 * thousand hosts that wait for their nodes each would else fetch the list of all of them every second.
 */
export const createSharedRead = <Result>(
  read: () => Promise<Result>,
  gapMs: number,
): (() => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  let begunMs = -Infinity;
  let next: Promise<Result> | undefined;
  const begin = async (before: Promise<unknown>): Promise<Result> => {
    await before;
    // Only who waits for it keeps the program alive, and must: nothing else may be under way.
    const waitMs = begunMs + gapMs - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    next = undefined;
    begunMs = performance.now();
    const reading = read();
    last = Promise.allSettled([reading]);
    return await reading;
  };
  return () => (next ??= begin(last));
};
