export interface Waiting<Item> {
  readonly item: Item;
  /** When it came, on the clock of the queue. */
  readonly arrivedMs: number;
}

/** What one stream may have waiting before it is read on. */
const MAX_WAITING = 500;

/** A stream that is read ahead, a little; from its making on. */
export class StreamQueue<Item> {
  readonly #waiting: Waiting<Item>[] = [];
  #isEnded = false;
  #readOn: () => void = () => undefined;

  /** `tell` is called when something has come, and at the end. */
  constructor(stream: AsyncIterable<Item>, elapsedMs: () => number, tell: () => void) {
    void this.#read(stream, elapsedMs, tell).finally(() => {
      this.#isEnded = true;
      tell();
    });
  }

  get first(): Waiting<Item> | undefined {
    return this.#waiting[0];
  }

  /** Nothing will come any more; something may still wait. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  drop(): void {
    this.#waiting.shift();
    this.#readOn();
  }

  async #read(
    stream: AsyncIterable<Item>,
    elapsedMs: () => number,
    tell: () => void,
  ): Promise<void> {
    for await (const item of stream) {
      this.#waiting.push({ item, arrivedMs: elapsedMs() });
      tell();
      if (this.#waiting.length < MAX_WAITING) continue;
      await new Promise<void>((resolve) => {
        this.#readOn = resolve;
      });
    }
  }
}
