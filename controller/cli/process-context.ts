import { homedir } from "node:os";
import { configUnreadable } from "../../shared/errors/config-errors.ts";
import type { CommandContext } from "./command-context.ts";
import type { Interruption } from "./interruption.ts";
import { localFiles } from "./local-files.ts";
import { makeProcessTerminal } from "./process-terminal.ts";

/** The world of this process. */
export const makeProcessContext = (
  version: string,
  { signal, departure }: Interruption,
): CommandContext => ({
  ...makeProcessTerminal(process, signal),
  stdin: { readAll: readStdin },
  cwd: process.cwd(),
  home: homedir(),
  environment: process.env,
  files: localFiles,
  clock: { nowMs: () => Date.now() },
  version,
  signal,
  departure,
});

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
