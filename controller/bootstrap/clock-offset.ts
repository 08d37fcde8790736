/** Further apart, and certificates of one host are not valid yet on another. */
export const CLOCK_LIMIT_MS = 30_000;

/**
 * A host's clock less ours, by our clock when it was asked and when it had answered. It answered at some
 * time between: the nearer end is the benefit of the doubt.
 */
export const clockOffsetMs = (theirsMs: number, sentMs: number, answeredMs: number): number => {
  if (theirsMs < sentMs) return theirsMs - sentMs;
  return Math.max(0, theirsMs - answeredMs);
};
