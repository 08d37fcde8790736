import { spawn } from "node:child_process";
import { constants } from "node:os";
import { programOutputTooLarge, programTimedOut } from "../../../shared/errors/host-errors.ts";
import type { ProgramResult } from "../programs.ts";

export interface SpawnRequest {
  readonly argv: readonly string[];
  readonly limitMs: number;
  /** Default 16 MiB for stdout and stderr together. */
  readonly limitBytes?: number;
  /** Ends the program like its time limit does; the rejection is the signal's reason. */
  readonly signal?: AbortSignal;
  /** For its standard input; absent: it has none. */
  readonly input?: string;
}

/**
 * Runs a program to its end: no shell, an environment of our own, no standard input. A program that
 * is not there has exit code 127, one that was killed 128 + signal. Throws `PROGRAM_TIMED_OUT` or
 * `PROGRAM_OUTPUT_TOO_LARGE` after it has ended it: SIGTERM to its process group, SIGKILL 2 s later.
 */
export type SpawnProgram = (request: SpawnRequest) => Promise<ProgramResult>;

/** Whatever the agent itself was started with (tokens, proxies, locale) stays out. */
export const PROGRAM_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  HOME: "/root",
  LC_ALL: "C",
  TZ: "UTC",
};

const LIMIT_BYTES = 16 * 1024 * 1024;
const KILL_AFTER_MS = 2000;
const NOT_FOUND = 127;

export const spawnProgram: SpawnProgram = ({
  argv,
  limitMs,
  limitBytes = LIMIT_BYTES,
  signal,
  input,
}) =>
  new Promise((resolve, reject) => {
    const [program = "", ...parameters] = argv;
    const child = spawn(program, parameters, {
      env: PROGRAM_ENVIRONMENT,
      stdio: ["pipe", "pipe", "pipe"],
      // A process group of its own, so that its children end with it.
      detached: true,
    });
    // A program that does not read it to its end is no failure of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input ?? "");
    const stdout = collect();
    const stderr = collect();
    let failure: { readonly error: unknown } | undefined;
    let killTimer: NodeJS.Timeout | undefined;
    const end = (error: unknown): void => {
      if (failure !== undefined) return;
      failure = { error };
      killGroup(child.pid, "SIGTERM");
      killTimer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS);
    };
    const add = (part: Collected) => (chunk: Buffer) => {
      part.add(chunk);
      if (stdout.size() + stderr.size() > limitBytes) {
        end(programOutputTooLarge({ reason: program, limitBytes }));
      }
    };
    const onAbort = (): void => end(signal?.reason);
    const limit = setTimeout(
      () => end(programTimedOut({ reason: argv.join(" "), limitMs })),
      limitMs,
    );
    const release = (): void => {
      clearTimeout(limit);
      clearTimeout(killTimer);
      signal?.removeEventListener("abort", onAbort);
    };
    child.stdout.on("data", add(stdout));
    child.stderr.on("data", add(stderr));
    child.on("error", (error) => {
      release();
      if (!isMissing(error)) return reject(error);
      resolve({ argv, exitCode: NOT_FOUND, stdout: "", stderr: `${program}: not found` });
    });
    child.on("close", (code, killedBy) => {
      release();
      if (failure !== undefined) return reject(failure.error);
      const exitCode = code ?? 128 + (killedBy === null ? 0 : constants.signals[killedBy]);
      resolve({ argv, exitCode, stdout: stdout.text(), stderr: stderr.text() });
    });
    signal?.addEventListener("abort", onAbort);
    if (signal?.aborted) onAbort();
  });

interface Collected {
  readonly add: (chunk: Buffer) => void;
  readonly size: () => number;
  readonly text: () => string;
}

const collect = (): Collected => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add: (chunk) => {
      chunks.push(chunk);
      bytes += chunk.length;
    },
    size: () => bytes,
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
};

const isMissing = (error: Error): boolean => "code" in error && error.code === "ENOENT";

/** Signals a program and its children; nothing if it has ended. */
export const killGroup = (processId: number | undefined, name: NodeJS.Signals): void => {
  if (processId === undefined) return;
  try {
    process.kill(-processId, name);
  } catch {
    // ESRCH: it has just ended by itself.
  }
};
