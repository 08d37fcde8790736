import type { OpenTransport } from "../../shared/rpc/open-transport.ts";

interface RestingTransport {
  /** Ends the connection for now; the next call makes it anew. No call may be in progress. */
  readonly rest: () => void;
}

/**
 * A transport that is opened anew, perhaps by another way, before the next call once its connection
 * has gone. Calls in progress fail as ever: whether to repeat one is for the caller to know.
 */
export const createReopeningTransport = (
  first: OpenTransport,
  reopen: () => Promise<OpenTransport>,
): Omit<OpenTransport, "isReady"> & RestingTransport => {
  let current = first;
  let reopening: Promise<OpenTransport> | undefined;
  let isClosed = false;
  const replace = async (): Promise<OpenTransport> => {
    try {
      const next = await reopen();
      current.close();
      current = next;
      if (isClosed) next.close();
      return next;
    } finally {
      reopening = undefined;
    }
  };
  const ready = async (): Promise<OpenTransport> => {
    if (isClosed || current.isReady()) return current;
    reopening ??= replace();
    return await reopening;
  };
  return {
    transport: {
      unary: async (method, request, options) =>
        (await ready()).transport.unary(method, request, options),
      serverStream: async function* (method, request, options) {
        yield* (await ready()).transport.serverStream(method, request, options);
      },
    },
    rest: () => current.close(),
    close: () => {
      isClosed = true;
      current.close();
    },
  };
};
