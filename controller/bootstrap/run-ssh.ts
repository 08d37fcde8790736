import { spawn } from "node:child_process";

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
}

const OUTPUT_LIMIT_BYTES = 8 * 1024 * 1024;

/** Runs OpenSSH's client. Bounded in time and output; never throws for what the remote side does. */
export const runSsh = async (run: SshRun): Promise<SshResult> => {
  const [program = "ssh", ...args] = run.argv;
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"] });
  const stdout = collect(child.stdout);
  const { onOutput } = run;
  if (onOutput !== undefined) child.stdout.setEncoding("utf8").on("data", onOutput);
  const stderr = collect(child.stderr);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGTERM");
  }, run.limitMs);
  const abort = () => child.kill("SIGTERM");
  run.signal?.addEventListener("abort", abort);
  // The remote end may close early (a refused login): its exit code tells, not our broken pipe.
  child.stdin.on("error", () => undefined);
  const feeding = feed(child.stdin, run.input);
  const exitCode = await new Promise<number | undefined>((resolve) => {
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? undefined));
  });
  await feeding.catch(() => undefined);
  clearTimeout(timer);
  run.signal?.removeEventListener("abort", abort);
  return { exitCode, stdout: stdout(), stderr: stderr(), timedOut };
};

const collect = (stream: NodeJS.ReadableStream): (() => string) => {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on("data", (chunk: Buffer | string) => {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= OUTPUT_LIMIT_BYTES) chunks.push(bytes);
  });
  return () => Buffer.concat(chunks).toString("utf8");
};

const feed = async (
  stdin: NodeJS.WritableStream,
  input: AsyncIterable<Uint8Array> | string | undefined,
): Promise<void> => {
  if (typeof input === "string") stdin.write(input);
  else if (input !== undefined) {
    for await (const chunk of input) {
      if (!stdin.writable) return;
      if (!stdin.write(chunk)) await new Promise<void>((resolve) => settleOnce(stdin, resolve));
    }
  }
  stdin.end();
};

const settleOnce = (stdin: NodeJS.WritableStream, resolve: () => void): void => {
  stdin.once("drain", resolve);
  stdin.once("close", resolve);
  stdin.once("error", resolve);
};
