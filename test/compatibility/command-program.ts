import { type CommandResult, runCommandLine } from "../support/command-line.ts";

/**
 * A program: `command-program.ts HOME FOLDER DISTRIBUTION LINE…` runs each line as arguments of pharosctl in
 * FOLDER, one after the other, and prints what came of them as JSON.
 */
const [home = "", cwd = "", distributionFolder = "", ...lines] = process.argv.slice(2);

const results: CommandResult[] = [];
for (const line of lines) {
  results.push(await runCommandLine({ home, cwd, distributionFolder, argv: line.split(" ") }));
}
process.stdout.write(JSON.stringify(results));
