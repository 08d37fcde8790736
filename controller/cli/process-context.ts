import { homedir } from "node:os";
import { configUnreadable } from "../../shared/errors/config-errors.ts";
import type { CommandContext, Terminal } from "./command-context.ts";
import { localFiles } from "./local-files.ts";

/** The world of this process. */
export const makeProcessContext = (version: string, signal: AbortSignal): CommandContext => ({
  stdout: { write: (text) => void process.stdout.write(text) },
  stderr: { write: (text) => void process.stderr.write(text) },
  stdin: { readAll: readStdin },
  terminal: makeTerminal(signal),
  cwd: process.cwd(),
  home: homedir(),
  environment: process.env,
  files: localFiles,
  clock: { nowMs: () => Date.now() },
  version,
  signal,
});

const makeTerminal = (signal: AbortSignal): Terminal => {
  const isTTY = process.stdout.isTTY;
  const { NO_COLOR, TERM } = process.env;
  return {
    isTTY,
    isInteractive: isTTY && process.stdin.isTTY,
    columns: isTTY ? process.stdout.columns : 100,
    colors: isTTY && (NO_COLOR ?? "") === "" && TERM !== "dumb",
    ask: async (question) => {
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: process.stdin, output: process.stdout });
      try {
        const ended = new Promise<undefined>((end) => lines.once("close", () => end(undefined)));
        const answer = await Promise.race([lines.question(question, { signal }), ended]);
        // Ctrl-D: what comes next begins its own line.
        if (answer === undefined) process.stdout.write("\n");
        return answer;
      } catch (error) {
        process.stdout.write("\n");
        throw error;
      } finally {
        lines.close();
      }
    },
  };
};

const readStdin = async (maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  const input: AsyncIterable<Buffer> = process.stdin;
  let size = 0;
  for await (const bytes of input) {
    size += bytes.length;
    if (size > maxBytes) throw configUnreadable({ file: "stdin", reason: "larger than 1 MiB" });
    chunks.push(bytes);
  }
  return decode(Buffer.concat(chunks));
};

const decode = (bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw configUnreadable({ file: "stdin", reason: "it is not UTF-8 text" }, { cause });
  }
};
