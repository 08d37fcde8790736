export interface Attempt<Value> {
  /**
   * Is told by its signal that another one was faster. Once it calls `heard` nobody joins in any more
   * before it fails: the other side is there, and what is slow may be this machine.
   */
  readonly open: (signal: AbortSignal, heard: () => void) => Promise<Value>;
  /** Milliseconds before the next attempt joins in; it begins at once when this one fails. */
  readonly aloneMs: number;
}

export interface RacePorts<Value> {
  /** Takes leave of what came too late. */
  readonly discard: (value: Value) => void;
  /** Whether the failure of an attempt holds for all ways: the race ends with it. */
  readonly isFinal: (error: unknown, index: number) => boolean;
}

/** Failures in the order of the attempts. */
export type RaceOutcome<Value> =
  | { readonly won: true; readonly value: Value }
  | { readonly won: false; readonly failures: readonly unknown[] };

/** The first attempt that succeeds; the others are told to stop. Rejects with a final failure. */
export const firstAnswering = <Value>(
  attempts: readonly Attempt<Value>[],
  ports: RacePorts<Value>,
): Promise<RaceOutcome<Value>> =>
  new Promise((resolve, reject) => {
    const stop = new AbortController();
    const failures = new Map<number, unknown>();
    let timer: NodeJS.Timeout | undefined;
    let started = 0;
    const settle = (finish: () => void): void => {
      clearTimeout(timer);
      stop.abort();
      finish();
    };
    const begin = (): void => {
      clearTimeout(timer);
      const index = started;
      const attempt = attempts[index];
      if (attempt === undefined || stop.signal.aborted) return;
      started += 1;
      if (Number.isFinite(attempt.aloneMs)) {
        // In a busy process timers come before answers that are there already.
        timer = setTimeout(() => setImmediate(begin), attempt.aloneMs);
      }
      const heard = (): void => {
        if (started === index + 1) clearTimeout(timer);
      };
      attempt.open(stop.signal, heard).then(
        (value) => {
          if (stop.signal.aborted) ports.discard(value);
          else settle(() => resolve({ won: true, value }));
        },
        (error: unknown) => fail(index, error),
      );
    };
    const fail = (index: number, error: unknown): void => {
      if (stop.signal.aborted) return;
      failures.set(index, error);
      if (ports.isFinal(error, index)) settle(() => reject(error));
      else if (failures.size < attempts.length) begin();
      else {
        const inOrder = attempts.map((_, at) => failures.get(at));
        settle(() => resolve({ won: false, failures: inOrder }));
      }
    };
    begin();
  });
