import type { CommandContext } from "../../controller/cli/command-context.ts";
import { commands } from "../../controller/cli/commands.ts";
import { localFiles } from "../../controller/cli/local-files.ts";
import { runProgram } from "../../controller/cli/run-program.ts";

export interface CommandLine {
  /** Where keys are, in `.pharos`. */
  readonly home: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  readonly stdin?: string;
  /** What hosts are given; absent: the built one. */
  readonly distributionFolder?: string;
  /** How far its clock is ahead. */
  readonly laterMs?: number;
  readonly colors?: boolean;
  /** Told of all that is printed, as it comes; both ways to press Ctrl-C. */
  readonly watch?: (text: string, interrupt: () => void) => void;
}

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line of the product in this process, without a terminal. */
export const runCommandLine = async (line: CommandLine): Promise<CommandResult> => {
  const { home, cwd, argv, stdin = "", laterMs = 0, watch = () => undefined } = line;
  const [out, err] = [Array.of<string>(), Array.of<string>()];
  const [first, second] = [new AbortController(), new AbortController()];
  const interrupt = (): void => (first.signal.aborted ? second : first).abort();
  const writer = (kept: string[]) => ({
    write: (text: string): void => {
      kept.push(text);
      watch(text, interrupt);
    },
  });
  const context: CommandContext = {
    stdout: writer(out),
    stderr: writer(err),
    stdin: { readAll: async () => stdin },
    terminal: {
      isInteractive: false,
      isTTY: line.colors === true,
      columns: 100,
      colors: line.colors === true,
      ask: async () => undefined,
    },
    cwd,
    home,
    environment: {},
    files: localFiles,
    clock: { nowMs: () => Date.now() + laterMs },
    version: "0.1.0",
    signal: first.signal,
    departure: second.signal,
    ...(line.distributionFolder === undefined
      ? {}
      : { distributionFolder: line.distributionFolder }),
  };
  const code = await runProgram(argv, context, commands);
  return { code, stdout: out.join(""), stderr: err.join("") };
};
