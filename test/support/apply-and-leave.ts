import { commands } from "../../controller/cli/commands.ts";
import { createInterruption } from "../../controller/cli/interruption.ts";
import { localFiles } from "../../controller/cli/local-files.ts";
import { runProgram } from "../../controller/cli/run-program.ts";

/**
 * A program: `apply-and-leave.ts HOME FOLDER DISTRIBUTION` applies FOLDER's cluster.yml and presses
 * Ctrl-C twice as soon as a host begins with a task.
 */
const [home = "", cwd = "", distributionFolder = ""] = process.argv.slice(2);
const { interrupt, ...interruption } = createInterruption(() => process.exit(130));

const watch = (text: string): void => {
  process.stdout.write(text);
  if (!text.includes("task-started")) return;
  interrupt();
  interrupt();
};

process.exitCode = await runProgram(
  ["apply", "--yes", "-o", "json"],
  {
    stdout: { write: watch },
    stderr: { write: (text) => void process.stderr.write(text) },
    stdin: { readAll: async () => "" },
    terminal: {
      isInteractive: false,
      isTTY: false,
      columns: 100,
      colors: false,
      ask: async () => undefined,
    },
    cwd,
    home,
    environment: {},
    files: localFiles,
    clock: { nowMs: () => Date.now() },
    version: "0.1.0",
    distributionFolder,
    ...interruption,
  },
  commands,
);
