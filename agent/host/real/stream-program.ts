import { spawn } from "node:child_process";
import { once } from "node:events";
import { getDefaultHighWaterMark, setDefaultHighWaterMark } from "node:stream";
import { programFailed } from "../../../shared/errors/host-errors.ts";
import { killGroup, PROGRAM_ENVIRONMENT } from "./spawn-program.ts";

export interface StreamRequest {
  readonly argv: readonly string[];
  /** Ends the program; its output then ends without an error. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program that only looks, and gives its standard output as it is pulled: who does not pull
 * makes the program wait. It lives no longer than it is read. Errors: PROGRAM_FAILED.
 */
export type StreamProgram = (request: StreamRequest) => AsyncIterable<Uint8Array>;

const KILL_AFTER_MS = 2_000;
const STDERR_BYTES = 4_096;
const NOT_FOUND = 127;

export const streamProgram: StreamProgram = async function* ({ argv, signal }) {
  const [program = "", ...parameters] = argv;
  if (signal.aborted) return;
  const child = withoutReadingAhead(() =>
    spawn(program, parameters, {
      env: PROGRAM_ENVIRONMENT,
      stdio: ["ignore", "pipe", "pipe"],
      // A process group of its own, so that its children end with it.
      detached: true,
    }),
  );
  const ended = once(child, "close").then(
    ([code]) => (typeof code === "number" ? code : undefined),
    // ENOENT and its kind come as an error instead.
    () => NOT_FOUND,
  );
  const stderr = collect(child.stderr);
  let isEnded = false;
  const end = (): void => {
    if (isEnded) return;
    isEnded = true;
    killGroup(child.pid, "SIGTERM");
    const timer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS);
    void ended.then(() => clearTimeout(timer));
  };
  signal.addEventListener("abort", end, { once: true });
  try {
    const output: AsyncIterable<Uint8Array> = child.stdout;
    for await (const chunk of output) yield chunk;
    const exitCode = await ended;
    if (exitCode !== 0 && !isEnded)
      throw programFailed({ program, reason: program, exitCode: exitCode ?? -1, stderr: stderr() });
  } finally {
    signal.removeEventListener("abort", end);
    end();
  }
};

/**
 * What is not pulled stays in the pipe. Read ahead, each line of a journal that is followed would wake
 * the agent by itself, a hundred times a second where five do; `spawn` leaves no other way to say so.
 */
const withoutReadingAhead = <Child>(start: () => Child): Child => {
  const bytes = getDefaultHighWaterMark(false);
  setDefaultHighWaterMark(false, 1);
  try {
    return start();
  } finally {
    setDefaultHighWaterMark(false, bytes);
  }
};

const collect = (stream: NodeJS.ReadableStream): (() => string) => {
  let text = "";
  stream.on("data", (chunk: Buffer | string) => {
    if (text.length < STDERR_BYTES) text += String(chunk);
  });
  return () => text;
};
