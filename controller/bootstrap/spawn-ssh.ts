import { spawn, type SpawnOptions } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import type { Duplex } from "node:stream";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { opensshMissing } from "../../shared/errors/ssh-errors.ts";

const FAILED = 128;

/** Hands the terminal over to a program until it ends; its exit code, 128 + signal for a killed one. Errors: OPENSSH_MISSING. */
export const handOver = (argv: readonly string[]): Promise<number> => {
  const { ended } = start(argv, { stdio: "inherit" });
  return ended;
};

export interface StreamedRun {
  readonly argv: readonly string[];
  /** Whole lines and the last piece, as they come, without their ends. */
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
  readonly signal: AbortSignal;
}

/** Runs a program without input, line by line; exit code and errors as above. */
export const runStreamed = async ({ argv, onLine, signal }: StreamedRun): Promise<number> => {
  const { child, ended } = start(argv, { stdio: ["ignore", "pipe", "pipe"], signal });
  const read = async (stream: "stdout" | "stderr"): Promise<void> => {
    const { createInterface } = await import("node:readline");
    const source = child[stream];
    if (source === null) return;
    for await (const line of createInterface({ input: source })) onLine(stream, line);
  };
  const [code] = await Promise.all([ended, read("stdout"), read("stderr")]);
  return code;
};

const LAST_WORDS_BYTES = 4_096;

/**
 * Joins a connection with a program's standard input and output until either ends; gives the last
 * line of what the program said. It is in a process group of its own: Ctrl-C is for us to answer.
 */
export const carryOver = async (argv: readonly string[], near: Duplex): Promise<string> => {
  const { child, ended } = start(argv, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  let said = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    said = (said + bytes.toString("utf8")).slice(-LAST_WORDS_BYTES);
  });
  // Either end may go away at any time; the other is ended below.
  near.on("error", () => near.destroy());
  child.stdin?.on("error", () => near.destroy());
  near.once("close", () => child.kill("SIGTERM"));
  if (child.stdin !== null) near.pipe(child.stdin);
  child.stdout?.pipe(near);
  try {
    await ended;
    return said.trim().split("\n").at(-1) ?? "";
  } catch (error) {
    return toPharosError(error).message;
  } finally {
    near.destroy();
  }
};

const start = (argv: readonly string[], options: SpawnOptions) => {
  const [program = "ssh", ...args] = argv;
  const child = spawn(program, args, options);
  const ended = once(child, "close").then(
    ([code, killedBy]) => toExitCode(code, killedBy),
    (error: unknown) => {
      if (isMissing(error)) throw opensshMissing({}, { cause: error });
      throw error;
    },
  );
  return { child, ended };
};

const toExitCode = (code: unknown, killedBy: unknown): number => {
  if (typeof code === "number") return code;
  const signal = Object.entries(constants.signals).find(([name]) => name === killedBy);
  return FAILED + (signal?.[1] ?? 0);
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
