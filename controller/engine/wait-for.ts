import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  readonly limitMs: number;
  readonly stepMs: number;
  readonly signal: AbortSignal;
}

/** Looks until `look` gives something else than `undefined`; `undefined` when the limit has passed. */
export const waitFor = async <Found>(
  look: () => Promise<Found | undefined>,
  { limitMs, stepMs, signal }: WaitOptions,
): Promise<Found | undefined> => {
  const endMs = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found !== undefined || performance.now() >= endMs) return found;
    await sleep(stepMs, undefined, { signal });
  }
};
