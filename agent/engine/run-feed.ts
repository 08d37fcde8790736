import type { RunRecord } from "../../shared/spec/run.ts";

/** Records of one piece of work while it goes on: kept, and handed to whoever watches. */
export class RunFeed {
  readonly #records: RunRecord[] = [];
  #ended = false;
  #wake: PromiseWithResolvers<void> = Promise.withResolvers();

  push(record: RunRecord): void {
    this.#records.push(record);
    this.#signal();
  }

  records(): readonly RunRecord[] {
    return this.#records;
  }

  end(): void {
    this.#ended = true;
    this.#signal();
  }

  /** All records with a higher sequence, then those that come, until the end. No gap, no duplicate. */
  async *watch(afterSequence: number): AsyncGenerator<RunRecord> {
    let index = 0;
    for (;;) {
      const record = this.#records[index];
      if (record !== undefined) {
        index += 1;
        // One that was read from the journal already may come into the feed only now.
        if (record.sequence > afterSequence) yield record;
      } else if (this.#ended) return;
      else await this.#wake.promise;
    }
  }

  #signal(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers();
    resolve();
  }
}
