import { CommanderError } from "commander";
import { interrupted, usageInvalid } from "../../shared/errors/cli-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import type { Command, CommonInput, OutputFormat } from "./command.ts";
import type { CommandContext } from "./command-context.ts";
import type { CommandEntry } from "./commands.ts";
import { type ExitCode, exitCodeOf } from "./exit-code.ts";
import { buildProgram, type ParsedInput } from "./program.ts";
import { renderError, toErrorDocument } from "./render-error.ts";
import { renderDocument } from "./render-output.ts";

interface Invocation {
  readonly command: Command;
  readonly found: ParsedInput;
}

/**
 * Runs one command line (without node and script) to its end and prints its error, if any. Never
 * throws: what happened is in the exit code.
 */
export const runProgram = async (
  argv: readonly string[],
  context: CommandContext,
  entries: readonly CommandEntry[],
): Promise<ExitCode> => {
  const verb = findVerb(argv);
  const invocations: Invocation[] = [];
  try {
    const onRun = (command: Command, found: ParsedInput): void =>
      void invocations.push({ command, found });
    const program = await buildProgram(entries, verb, context, { onRun });
    if (verb === undefined && argv.length === 0) {
      context.stderr.write(program.helpInformation());
      return 2;
    }
    program.parse([...argv], { from: "user" });
    const invocation = invocations[0];
    return invocation === undefined ? 0 : await runCommand(invocation, context);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const known = toKnownError(error, verb ?? "", context.signal.aborted);
    await printError(known, formatOf(argv), withColors(context, argv), argv);
    return exitCodeOf(known);
  }
};

const runCommand = ({ command, found }: Invocation, context: CommandContext): Promise<ExitCode> => {
  const input = { ...readCommon(command, found), options: found.options };
  return command.run(found.options["color"] === false ? withoutColors(context) : context, input);
};

const readCommon = (command: Command, { operands, options }: ParsedInput): CommonInput => {
  const own = command.takesConfig ? operands.slice(0, command.arguments.length) : operands;
  const positional = command.takesConfig ? operands[command.arguments.length] : undefined;
  const option = typeof options["config"] === "string" ? options["config"] : undefined;
  if (positional !== undefined && option !== undefined && positional !== option) {
    const reason = `two files are named: ${positional} and, by --config, ${option}`;
    throw usageInvalid({ reason, verb: command.name });
  }
  return {
    arguments: own,
    config: positional ?? option ?? "cluster.yml",
    output: toFormat(options["output"]),
    yes: options["yes"] === true,
    quiet: options["quiet"] === true,
    verbose: options["verbose"] === true,
  };
};

/** The first word that is neither an option nor an option's value. */
const findVerb = (argv: readonly string[]): string | undefined => {
  const takesValue = new Set(["-c", "--config", "-o", "--output"]);
  return argv.find(
    (word, index) =>
      !word.startsWith("-") && word !== "help" && !takesValue.has(argv[index - 1] ?? ""),
  );
};

const toKnownError = (error: unknown, verb: string, isAborted: boolean): PharosError => {
  if (isAborted) return interrupted({ verb }, { cause: error });
  if (!(error instanceof CommanderError)) return toPharosError(error);
  const reason = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  const known = error.code === "commander.unknownCommand" ? "" : verb;
  return usageInvalid({ reason, verb: known }, { cause: error });
};

const printError = async (
  error: PharosError,
  format: OutputFormat,
  context: CommandContext,
  argv: readonly string[],
): Promise<void> => {
  if (format !== "table") {
    context.stdout.write(await renderDocument(toErrorDocument(error), format));
    return;
  }
  const verbose = argv.includes("-v") || argv.includes("--verbose");
  context.stderr.write(renderError(error, { colors: context.terminal.colors, verbose }));
};

/** Read from the words themselves: the parser may have failed before it came to them. */
const formatOf = (argv: readonly string[]): OutputFormat => {
  const index = argv.findIndex((word) => word === "-o" || word === "--output");
  const joined = argv.find((word) => word.startsWith("--output="))?.slice("--output=".length);
  const attached = argv.find((word) => /^-o./.test(word))?.slice(2);
  return toFormat(index === -1 ? (joined ?? attached) : argv[index + 1]);
};

const toFormat = (found: unknown): OutputFormat =>
  found === "json" || found === "yaml" ? found : "table";

const withColors = (context: CommandContext, argv: readonly string[]): CommandContext =>
  argv.includes("--no-color") ? withoutColors(context) : context;

const withoutColors = (context: CommandContext): CommandContext => ({
  ...context,
  terminal: { ...context.terminal, colors: false },
});
