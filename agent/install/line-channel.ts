import type { Readable, Writable } from "node:stream";
import { createInterface } from "node:readline";
import { stdioProtocol } from "../../shared/errors/agent-errors.ts";

/** JSON objects, one a line, over the SSH channel's standard streams. */
export interface LineChannel {
  /** The next object as parsed JSON. Throws `STDIO_PROTOCOL` when the channel has ended or it is none. */
  readonly receive: () => Promise<unknown>;
  readonly send: (message: object) => Promise<void>;
}

/** A controller whose network is gone does not end the channel. */
const RECEIVE_LIMIT_MS = 150_000;

export const openLineChannel = (
  input: Readable,
  output: Writable,
  limitMs = RECEIVE_LIMIT_MS,
): LineChannel => {
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return {
    receive: async () => {
      const next = await withLimit(lines.next(), limitMs);
      if (next.done === true)
        throw stdioProtocol({ step: "receive", reason: "the channel has ended" });
      try {
        const message: unknown = JSON.parse(next.value);
        return message;
      } catch (cause) {
        throw stdioProtocol({ step: "receive", reason: "a line is not JSON" }, { cause });
      }
    },
    send: (message) =>
      new Promise((resolve, reject) => {
        output.write(`${JSON.stringify(message)}\n`, (error) =>
          error ? reject(error) : resolve(),
        );
      }),
  };
};

const withLimit = async <Value>(value: Promise<Value>, limitMs: number): Promise<Value> => {
  const { promise, reject } = Promise.withResolvers<never>();
  const reason = `nothing came in ${limitMs / 1000} seconds`;
  const timer = setTimeout(() => reject(stdioProtocol({ step: "receive", reason })), limitMs);
  try {
    return await Promise.race([value, promise]);
  } finally {
    clearTimeout(timer);
  }
};
