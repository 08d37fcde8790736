import { StreamQueue, type Waiting } from "./stream-queue.ts";

export interface TimedItem {
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export interface MergeOptions {
  /**
   * How long an item may wait for earlier ones of other streams, which may be quiet; infinite for
   * streams that end.
   */
  readonly windowMs: number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

/**
 * One stream of several, each in its own order, together in the order of time as far as the window
 * goes. Streams are read no faster than the result is. A stream must not throw, and has to be ended
 * by who made it when the result is left.
 */
export async function* mergeByTime<Item extends TimedItem>(
  streams: readonly AsyncIterable<Item>[],
  { windowMs, sleep, elapsedMs }: MergeOptions,
): AsyncGenerator<Item> {
  let tell = (): void => undefined;
  const queues = streams.map((stream) => new StreamQueue(stream, elapsedMs, () => tell()));
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const next = earliest(queues);
    if (next === undefined) {
      if (queues.every(({ isEnded }) => isEnded)) return;
      await changed;
      continue;
    }
    const isSafe = queues.every(({ first, isEnded }) => isEnded || first !== undefined);
    const waitMs = next.first.arrivedMs + windowMs - elapsedMs();
    if (isSafe || waitMs <= 0) {
      next.queue.drop();
      yield next.first.item;
    } else {
      const window = Number.isFinite(waitMs) ? [sleep(waitMs)] : [];
      await Promise.race([changed, ...window]);
    }
  }
}

interface Next<Item> {
  readonly queue: StreamQueue<Item>;
  readonly first: Waiting<Item>;
}

const earliest = <Item extends TimedItem>(
  queues: readonly StreamQueue<Item>[],
): Next<Item> | undefined => {
  let found: Next<Item> | undefined;
  for (const queue of queues) {
    const { first } = queue;
    if (first === undefined) continue;
    if (found === undefined || first.item.atMs < found.first.item.atMs) found = { queue, first };
  }
  return found;
};
