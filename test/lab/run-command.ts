import { spawn } from "node:child_process";
import { LabError } from "./lab-error.ts";

/** What a finished command left: its exit code (128 + signal number is not used: a signal gives -1) and its whole output. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Default 60,000. The command is killed after it and the call fails. */
  readonly timeoutMs?: number;
}

/** Runs one command to its end and gives back whatever code it ended with. Fails if it cannot be started or outlives its limit. */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [program = ""] = argv;
  const timeoutMs = options.timeoutMs ?? 60_000;
  // A verb that is killed takes along what it runs: a copy that goes on would write into the next lab's disks.
  const child = spawn("setpriv", ["--pdeathsig", "KILL", ...argv], {
    stdio: "pipe",
    timeout: timeoutMs,
    killSignal: "SIGKILL",
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  // A program that ends without reading its input closes the pipe: no failure of ours.
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const started = performance.now();
  const code = await new Promise<number>((resolve, reject) => {
    child.on("error", (cause) => {
      reject(new LabError(`cannot start ${program}`, { cause }));
    });
    child.on("close", (exitCode) => {
      resolve(exitCode ?? -1);
    });
  });
  if (code === -1 && performance.now() - started >= timeoutMs) {
    throw new LabError(`${argv.join(" ")}: not done after ${timeoutMs} ms`);
  }
  return {
    code,
    stdout: Buffer.concat(stdout).toString("utf8"),
    stderr: Buffer.concat(stderr).toString("utf8"),
  };
}

/** As `runCommand`, and any code but 0 is an error that carries the end of stderr. Gives back stdout. */
export async function runChecked(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await runCommand(argv, options);
  if (result.code !== 0) {
    const end = result.stderr.trim().slice(-2000);
    throw new LabError(`${argv.join(" ")} ended with code ${result.code}: ${end}`);
  }
  return result.stdout;
}

/** Runs a command on the caller's own terminal, without a limit in time, and gives back its code. */
export async function runAttached(argv: readonly string[]): Promise<number> {
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, { stdio: "inherit" });
  return await new Promise<number>((resolve, reject) => {
    child.on("error", (cause) => {
      reject(new LabError(`cannot start ${program}`, { cause }));
    });
    child.on("close", (exitCode) => {
      resolve(exitCode ?? -1);
    });
  });
}
