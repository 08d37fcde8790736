import { eventsLagged } from "../../shared/errors/agent-errors.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";

/** Hands records on to whoever watches at the moment; who is not there gets them from the disk. */
export class RecordFeed {
  readonly #watchers = new Set<Watcher>();
  readonly #host: string;
  readonly #maxWaiting: number;

  constructor(host: string, maxWaiting = 10_000) {
    this.#host = host;
    this.#maxWaiting = maxWaiting;
  }

  publish(record: HostRecord): void {
    for (const watcher of this.#watchers) watcher.push(record);
  }

  /** Begins to listen at once. Ends with `signal`; throws EVENTS_LAGGED to who is far behind. */
  watch(signal: AbortSignal): AsyncIterable<HostRecord> {
    const watcher = new Watcher(this.#maxWaiting);
    this.#watchers.add(watcher);
    const leave = (): void => {
      this.#watchers.delete(watcher);
      watcher.wake();
    };
    signal.addEventListener("abort", leave, { once: true });
    return records(watcher, signal, this.#host);
  }
}

async function* records(
  watcher: Watcher,
  signal: AbortSignal,
  host: string,
): AsyncGenerator<HostRecord> {
  while (!signal.aborted) {
    if (watcher.isLost) throw eventsLagged({ host });
    const record = watcher.waiting.shift();
    if (record === undefined) await watcher.change();
    else yield record;
  }
}

class Watcher {
  readonly waiting: HostRecord[] = [];
  readonly #max: number;
  isLost = false;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  constructor(max: number) {
    this.#max = max;
  }

  push(record: HostRecord): void {
    if (this.waiting.length < this.#max) this.waiting.push(record);
    else this.isLost = true;
    this.wake();
  }

  wake(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers();
    resolve();
  }

  change(): Promise<void> {
    return this.#wake.promise;
  }
}
