import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const tailLines = 30;

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs: number;
  /** Called for each line of stderr, for progress. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program and gives its stdout. Throws with the end of its stderr when it fails or exceeds
 * its limit. `env` is added to the caller's environment.
 */
export const runCommand = async (
  argv: readonly string[],
  options: CommandOptions,
): Promise<string> => {
  const program = argv.join(" ").slice(0, 120);
  // The kernel ends the program with us, so that a killed build leaves no compiler behind.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", ...argv], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, LC_ALL: "C.UTF-8", DEBIAN_FRONTEND: "noninteractive", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.limitMs,
    killSignal: "SIGKILL",
  });
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    tail.push(line);
    if (tail.length > tailLines) tail.shift();
    options.onLine?.(line);
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  const ended = await new Promise<Ending>((resolve, reject) => {
    child.on("error", (cause) => reject(new Error(`cannot run ${program}`, { cause })));
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  if (ended.code !== 0) throw new Error(renderFailure(program, ended, tail));
  return Buffer.concat(output).toString("utf8");
};

interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

const renderFailure = (program: string, ended: Ending, tail: readonly string[]): string => {
  const how = ended.signal === null ? `exit ${ended.code}` : `ended by ${ended.signal}`;
  return `${program}: ${how}\n${tail.join("\n")}`;
};
