/** What Ctrl-C has asked for so far. */
export interface Interruption {
  /** The first one: end in good order. */
  readonly signal: AbortSignal;
  /** The second: the process ends right after those who listen have said their last word. */
  readonly departure: AbortSignal;
}

/** `leave` ends the process; called by the second of two signals. */
export const createInterruption = (
  leave: () => void,
): Interruption & { readonly interrupt: () => void } => {
  const first = new AbortController();
  const second = new AbortController();
  return {
    signal: first.signal,
    departure: second.signal,
    interrupt: () => {
      if (!first.signal.aborted) return first.abort();
      second.abort();
      leave();
    },
  };
};
