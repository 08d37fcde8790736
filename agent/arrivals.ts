/** Who comes to the agent by connections of their own: the proof that a host can be reached. */
export interface Arrivals {
  /** Call when a connection comes in; what it gives is to be called once its peer is known. */
  readonly arriving: () => () => void;
  /** Whether one that comes in from now on turns out to be of the cluster, within the limit. */
  readonly next: (limitMs: number) => Promise<boolean>;
}

export const createArrivals = (sleep: (ms: number) => Promise<void>): Arrivals => {
  const waiting = new Set<() => void>();
  return {
    arriving: () => {
      // Those who begin to wait later do not count it.
      const told = [...waiting];
      return () => {
        for (const tell of told) tell();
      };
    },
    next: async (limitMs) => {
      let tell = (): void => undefined;
      const reached = new Promise<true>((resolve) => {
        tell = () => resolve(true);
      });
      waiting.add(tell);
      try {
        return await Promise.race([reached, sleep(limitMs).then(() => false)]);
      } finally {
        waiting.delete(tell);
      }
    },
  };
};
