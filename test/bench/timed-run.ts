import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A finished command with the time that it took. */
export interface TimedRun {
  readonly wallMs: number;
  readonly lines: readonly TimedLine[];
}

/** A line of standard output, and when it came, counted from the start. */
export interface TimedLine {
  readonly atMs: number;
  readonly text: string;
}

export interface TimedRunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Default 120,000. */
  readonly limitMs?: number;
}

/** Runs a command to its end; throws with the end of what it wrote if its exit code is not 0. */
export const timedRun = async (
  argv: readonly string[],
  { env = {}, limitMs = 120_000 }: TimedRunOptions = {},
): Promise<TimedRun> => {
  const [program = "", ...parameters] = argv;
  const startMs = performance.now();
  const child = spawn(program, parameters, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
    signal: AbortSignal.timeout(limitMs),
  });
  const lines: TimedLine[] = [];
  const errors: string[] = [];
  createInterface({ input: child.stdout }).on("line", (text) => {
    lines.push({ atMs: performance.now() - startMs, text });
  });
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString("utf8")));
  const ended = Promise.withResolvers<number>();
  let wallMs = 0;
  child.once("exit", () => (wallMs = performance.now() - startMs));
  child.once("close", (code) => ended.resolve(code ?? -1));
  child.once("error", ended.reject);
  const code = await ended.promise;
  if (code !== 0) {
    const told = [...lines.slice(-20).map(({ text }) => text), ...errors].join("\n").slice(-4000);
    throw new Error(`${argv.join(" ")} ended with code ${code}:\n${told}`);
  }
  return { wallMs, lines };
};

/** Wall times of a command, one after the other, after a run that is not counted. */
export const timeRuns = async (
  argv: readonly string[],
  runs: number,
  options: TimedRunOptions = {},
): Promise<readonly number[]> => {
  await timedRun(argv, options);
  const samples: number[] = [];
  while (samples.length < runs) samples.push((await timedRun(argv, options)).wallMs);
  return samples;
};
