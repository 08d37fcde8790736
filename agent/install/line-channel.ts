import type { Readable, Writable } from "node:stream";
import { createInterface } from "node:readline";
import { stdioProtocol } from "../../shared/errors/agent-errors.ts";

/** JSON objects, one a line, over the SSH channel's standard streams. */
export interface LineChannel {
  /** The next object as parsed JSON. Throws `STDIO_PROTOCOL` when the channel has ended or it is none. */
  readonly receive: () => Promise<unknown>;
  readonly send: (message: object) => Promise<void>;
}

export const openLineChannel = (input: Readable, output: Writable): LineChannel => {
  const lines = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  return {
    receive: async () => {
      const next = await lines.next();
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
