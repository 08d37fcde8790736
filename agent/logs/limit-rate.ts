export interface RateLimit {
  readonly bytesPerSecond: number;
  /** What may come at once after a rest. */
  readonly burstBytes: number;
  /** What a line costs besides its text. */
  readonly lineBytes: number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

/** Hands batches of lines on no faster than the limit; what is behind waits at its source, nothing is dropped. */
export async function* limitRate<Line extends { readonly text: string }>(
  batches: AsyncIterable<readonly Line[]>,
  { bytesPerSecond, burstBytes, lineBytes, sleep, elapsedMs }: RateLimit,
): AsyncGenerator<readonly Line[]> {
  let budget = burstBytes;
  let paidAtMs = elapsedMs();
  for await (const batch of batches) {
    const nowMs = elapsedMs();
    budget = Math.min(burstBytes, budget + ((nowMs - paidAtMs) * bytesPerSecond) / 1000);
    paidAtMs = nowMs;
    for (const { text } of batch) budget -= text.length + lineBytes;
    if (budget < 0) await sleep((-budget * 1000) / bytesPerSecond);
    yield batch;
  }
}
