import { setTimeout as sleep } from "node:timers/promises";

/**
 * One reading for everybody who asks in the meantime. Each gets one that begins after it has asked, so that
 * nobody is told of a time before; the next one begins at the earliest `gapMs` after the last: of a
 * thousand hosts that wait for their nodes each would else fetch the list of all of them every second.
 */
export const createSharedRead = <Result>(
  read: () => Promise<Result>,
  gapMs: number,
): (() => Promise<Result>) => {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  const begin = async (before: Promise<unknown>): Promise<Result> => {
    await before;
    next = undefined;
    const reading = read();
    last = Promise.allSettled([reading, sleep(gapMs, undefined, { ref: false })]);
    return await reading;
  };
  return () => (next ??= begin(last));
};
