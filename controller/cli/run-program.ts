import { type Command as Parser, CommanderError } from "commander";
import { interrupted, usageInvalid } from "../../shared/errors/cli-errors.ts";
import { configNotFound } from "../../shared/errors/config-errors.ts";
import { runInterrupted } from "../../shared/errors/run-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { nearestKey } from "../config/nearest-key.ts";
import type { Command, CommonInput, OutputFormat } from "./command.ts";
import type { CommandContext } from "./command-context.ts";
import type { CommandEntry } from "./commands.ts";
import { exitCodeOf } from "./exit-code.ts";
import { toLocalFileError } from "./local-file-error.ts";
import { buildProgram, type ParsedInput } from "./program.ts";
import { renderError, toErrorDocument } from "./render-error.ts";
import { renderEvent } from "./render-output.ts";
import { wordsBelow } from "./words-below.ts";

interface Invocation {
  readonly command: Command;
  readonly found: ParsedInput;
}

/**
 * Runs one command line (without node and script) to its end and prints its error, if any. Never
 * throws: what happened is in the exit code.
 */
export const runProgram = async (
  given: readonly string[],
  context: CommandContext,
  entries: readonly CommandEntry[],
): Promise<number> => {
  const argv = withHelpOption(given, entries);
  const own = beforeOperands(argv);
  const words = findWords(own);
  const verb = verbOf(words, entries);
  const invocations: Invocation[] = [];
  try {
    const onRun = (command: Command, found: ParsedInput): void =>
      void invocations.push({ command, found });
    const program = await buildProgram(entries, words, context, { onRun });
    if (argv.length === 0) {
      context.stderr.write(program.helpInformation());
      return 2;
    }
    if (!parseOrGroup(program, argv)) {
      const group = verb
        .split(" ")
        .reduce(
          (parser, word) => parser.commands.find((one) => one.name() === word) ?? parser,
          program,
        );
      context.stderr.write(group.helpInformation());
      return 2;
    }
    const invocation = invocations[0];
    return invocation === undefined ? 0 : await runCommand(invocation, context);
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const next = wordsBelow(verb, entries);
    const known = toKnownError(error, { verb, next, words }, context.signal.aborted);
    await printError(known, formatOf(own), withColors(context, own), own);
    return exitCodeOf(known);
  }
};

/**
 * `help VERB` is `VERB --help`, in all places alike. Of a verb that does not exist there is no help:
 * the parser is to say that, and which one is near.
 */
const withHelpOption = (
  given: readonly string[],
  entries: readonly CommandEntry[],
): readonly string[] => {
  const argv = given[0] === "help" ? [...given.filter((word) => word !== "help"), "--help"] : given;
  const [first] = findWords(beforeOperands(argv));
  const isKnown = entries.some(
    ({ name, aliases = [] }) => name.split(" ")[0] === first || aliases.includes(first ?? ""),
  );
  if (first === undefined || isKnown) return argv;
  return argv.filter((word) => word !== "-h" && word !== "--help");
};

/** False when only the first word of a verb of two was said, which is no verb by itself. */
const parseOrGroup = (program: Parser, argv: readonly string[]): boolean => {
  try {
    program.parse([...argv], { from: "user" });
    return true;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.help") return false;
    throw error;
  }
};

const runCommand = ({ command, found }: Invocation, context: CommandContext): Promise<number> => {
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
    ...(typeof options["tfJson"] === "string" ? { hostsFromTf: options["tfJson"] } : {}),
    output: options["output"] === undefined ? command.output : toFormat(options["output"]),
    yes: options["yes"] === true,
    quiet: options["quiet"] === true,
    verbose: options["verbose"] === true,
  };
};

/** What follows `--` is for another program: `exec -- ls -o`. */
const beforeOperands = (argv: readonly string[]): readonly string[] => {
  const end = argv.indexOf("--");
  return end === -1 ? argv : argv.slice(0, end);
};

/** Words that are neither options nor values of the common ones: the verb comes first. */
const findWords = (argv: readonly string[]): readonly string[] => {
  const takesValue = new Set(["-c", "--config", "-o", "--output", "--hosts-from-tf", "--tf-json"]);
  return argv.filter(
    (word, index) =>
      !word.startsWith("-") && word !== "help" && !takesValue.has(argv[index - 1] ?? ""),
  );
};

/** As much of what was said as names a verb or begins one; for errors. */
const verbOf = (words: readonly string[], entries: readonly CommandEntry[]): string =>
  words
    .map((_, at) => words.slice(0, at + 1).join(" "))
    .findLast((said) => entries.some(({ name }) => name === said || name.startsWith(`${said} `))) ??
  words[0] ??
  "";

interface SaidVerb {
  readonly verb: string;
  /** Words that there are after it. */
  readonly next: readonly string[];
  readonly words: readonly string[];
}

const toKnownError = (
  error: unknown,
  { verb, next, words }: SaidVerb,
  isAborted: boolean,
): PharosError => {
  if (runInterrupted.is(error)) return error;
  if (isAborted) return interrupted({ verb }, { cause: error });
  const said = words[verb.split(" ").length] ?? "";
  const near = configNotFound.is(error) ? nearestKey(said, next) : undefined;
  if (near !== undefined) {
    const reason = `there is no file ${said}, nor a verb '${verb} ${said}' (Did you mean ${verb} ${near}?)`;
    return usageInvalid({ reason, verb }, { cause: error });
  }
  if (!(error instanceof CommanderError)) return toLocalFileError(error) ?? toPharosError(error);
  const reason = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  const known = error.code === "commander.unknownCommand" && next.length === 0 ? "" : verb;
  return usageInvalid({ reason, verb: known }, { cause: error });
};

const printError = async (
  error: PharosError,
  format: OutputFormat,
  context: CommandContext,
  argv: readonly string[],
): Promise<void> => {
  const document = toErrorDocument(error);
  if (format !== "table") {
    context.stdout.write(await renderEvent(document, format));
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
