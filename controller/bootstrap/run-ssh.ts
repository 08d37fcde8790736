import { spawn } from "node:child_process";
import { once } from "node:events";
import { opensshMissing } from "../../shared/errors/ssh-errors.ts";

export interface SshResult {
  /** ssh's own failures (network, key, authentication) are 255; `undefined`: ended by a signal or our limit. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
}

export interface SshRun {
  readonly argv: readonly string[];
  /** Written to standard input, then closed; default: nothing. */
  readonly input?: AsyncIterable<Uint8Array> | string;
  readonly limitMs: number;
  readonly signal?: AbortSignal;
  /** Called with each piece of standard output as it comes, for a dialogue. */
  readonly onOutput?: (text: string) => void;
  /** Of each stream; what comes after is not kept. Default 8 MiB. */
  readonly outputLimitBytes?: number;
}

const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;
/** For ssh to take its leave after a SIGTERM. */
const KILL_AFTER_MS = 5_000;

/**
 * Runs OpenSSH's client. Bounded in time and output; does not throw for what the remote side does,
 * but `OPENSSH_MISSING`, and whatever `input` throws: the program is ended then.
 */
export const runSsh = async (run: SshRun): Promise<SshResult> => {
  const [program = "ssh", ...args] = run.argv;
  // A session of its own: Ctrl-C is for us, who let a host finish what it is at. Nothing asks there.
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], detached: true });
  const { onOutput, outputLimitBytes = OUTPUT_LIMIT_BYTES } = run;
  const stdout = collect(child.stdout, outputLimitBytes);
  if (onOutput !== undefined) child.stdout.setEncoding("utf8").on("data", onOutput);
  const stderr = collect(child.stderr, outputLimitBytes);
  let kill: NodeJS.Timeout | undefined;
  const end = (): void => {
    child.kill("SIGTERM");
    kill ??= setTimeout(() => child.kill("SIGKILL"), KILL_AFTER_MS);
  };
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    end();
  }, run.limitMs);
  run.signal?.addEventListener("abort", end);
  if (run.signal?.aborted === true) end();
  const closed = once(child, "close").then(([code]) =>
    typeof code === "number" ? code : undefined,
  );
  // The remote end may close early (a refused login): its exit code tells, not our broken pipe.
  child.stdin.on("error", () => undefined);
  const feeding = feed(child.stdin, run.input, closed).catch((error: unknown) => {
    end();
    return { error };
  });
  try {
    const exitCode = await closed;
    const failure = await feeding;
    if (failure !== undefined) throw failure.error;
    return { exitCode, stdout: stdout(), stderr: stderr(), timedOut };
  } catch (error) {
    if (isMissing(error, program)) throw opensshMissing({}, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(kill);
    run.signal?.removeEventListener("abort", end);
  }
};

const isMissing = (error: unknown, program: string): boolean =>
  error instanceof Error &&
  "syscall" in error &&
  error.syscall === `spawn ${program}` &&
  "code" in error &&
  error.code === "ENOENT";

const collect = (stream: NodeJS.ReadableStream, limitBytes: number): (() => string) => {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer | string) => {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= limitBytes) chunks.push(bytes);
  });
  return () => Buffer.concat(chunks).toString("utf8");
};

const ENDED = Symbol("ended");

/**
 * Writes the input at the pace of the reader, and no longer than the program lives: an input that
 * waits for an answer would else wait for ever once nobody is there to give one.
 */
const feed = async (
  stdin: NodeJS.WritableStream,
  input: AsyncIterable<Uint8Array> | string | undefined,
  closed: Promise<unknown>,
): Promise<undefined> => {
  if (typeof input === "string") stdin.write(input);
  else if (input !== undefined) {
    const ended = closed.then(
      () => ENDED,
      () => ENDED,
    );
    const chunks = input[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([chunks.next(), ended]);
      if (next === ENDED || typeof next === "symbol" || next.done === true) break;
      if (stdin.write(next.value)) continue;
      await Promise.race([drained(stdin), ended]);
    }
  }
  stdin.end();
};

const drained = (stdin: NodeJS.WritableStream): Promise<void> =>
  new Promise((resolve) => {
    stdin.once("drain", resolve);
  });
