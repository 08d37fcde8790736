import { spawn } from "node:child_process";

const KEPT_CHARACTERS = 1_000_000;
/** How long a program may take to clean up after it was asked to end. */
const GRACE_MS = 120_000;

export interface ProgramRun {
  readonly argv: readonly [string, ...string[]];
  readonly cwd: string;
  readonly limitMs: number;
  /** Ends it early, as the limit does. */
  readonly signal: AbortSignal;
  /** Gets all that it prints, as it comes. */
  readonly show: (text: string) => void;
}

export interface ProgramEnd {
  readonly exitCode: number;
  /** The end of what it printed on stdout. */
  readonly output: string;
}

/** Runs a program. At its limit it is asked to end, and killed if it does not. */
export const runProgram = async ({
  argv,
  cwd,
  limitMs,
  signal,
  show,
}: ProgramRun): Promise<ProgramEnd> => {
  const [program, ...args] = argv;
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.setEncoding("utf8");
  child.stdout.on("data", (text: string) => {
    show(text);
    output = `${output}${text}`.slice(-KEPT_CHARACTERS);
  });
  child.stderr.setEncoding("utf8").on("data", show);
  let killer: NodeJS.Timeout | undefined;
  const end = (reason: string): void => {
    if (killer !== undefined) return;
    show(`${program}: ${reason}\n`);
    child.kill("SIGTERM");
    killer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
  };
  const limit = setTimeout(() => end(`not done after ${Math.round(limitMs / 1000)} s`), limitMs);
  const onAbort = (): void => end("interrupted");
  signal.addEventListener("abort", onAbort);
  if (signal.aborted) onAbort();
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 1));
    });
    return { exitCode: killer === undefined ? exitCode : 1, output };
  } finally {
    clearTimeout(limit);
    clearTimeout(killer);
    signal.removeEventListener("abort", onAbort);
  }
};
