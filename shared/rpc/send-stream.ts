import type { Writable } from "node:stream";

/**
 * Writes all of `source` at the pace of `sink`'s reader. Ends early, without an error, when `signal`
 * aborts: nobody reads any more, so the source is told to stop and not waited for.
 */
export const sendStream = async <Item>(
  source: AsyncIterable<Item>,
  sink: Writable,
  signal: AbortSignal,
): Promise<void> => {
  const iterator = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      if (next === undefined || next.done === true) return;
      if (!sink.write(next.value)) await unlessAborted(whenDrained(sink), signal);
    }
  } finally {
    iterator.return?.().catch(() => {
      // The source had its say while somebody was listening.
    });
  }
};

// Not Promise.race with one promise for the signal: that would keep a reaction per item.
const unlessAborted = <Value>(
  promise: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> =>
  new Promise((resolve, reject) => {
    const abort = () => resolve(undefined);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });

const whenDrained = (sink: Writable): Promise<void> =>
  new Promise((resolve) => {
    sink.once("drain", () => resolve());
  });
