/** Lets a limited number of tasks run at once; the others wait in the order they came. */
export interface ConnectGate {
  readonly run: <Result>(task: () => Promise<Result>) => Promise<Result>;
}

/**
 * The number of TLS handshakes in flight that a machine keeps up with. Connects are limited, not
 * calls: 1,000 agents that take a second per call would else take 17 s instead of 4.
 */
const defaultConnectLimit = 64;

export const createConnectGate = (limit: number = defaultConnectLimit): ConnectGate => {
  let running = 0;
  const waiting: (() => void)[] = [];
  const enter = async (): Promise<void> => {
    if (running < limit) {
      running += 1;
      return;
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  // A place is handed over, never given back first: a newcomer cannot slip in between.
  const leave = (): void => {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  };
  return {
    run: async (task) => {
      await enter();
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
};
