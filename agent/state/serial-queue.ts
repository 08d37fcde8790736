export type SerialQueue = <Result>(action: () => Promise<Result>) => Promise<Result>;

/** Runs what it is given one after another, so that read-change-write is not interleaved. */
export const createSerialQueue = (): SerialQueue => {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const next = last.then(action, action);
    last = next.catch(() => undefined);
    return next;
  };
};
