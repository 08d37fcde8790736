import { Command as Parser, InvalidArgumentError, Option } from "commander";
import type { Command } from "./command.ts";
import type { Terminal, TextOutput } from "./command-context.ts";
import type { CommandOption } from "./command-option.ts";
import type { CommandEntry } from "./commands.ts";
import { wordsBelow } from "./words-below.ts";

export interface ProgramHooks {
  /** Called when the verb's arguments are good; `found` is what commander has read. */
  readonly onRun: (command: Command, found: ParsedInput) => void;
}

/** The part of the world that shows in help. */
export interface ProgramContext {
  readonly stdout: TextOutput;
  readonly terminal: Pick<Terminal, "columns">;
  readonly version: string;
}

/** What the parser has found, before it is judged. */
export interface ParsedInput {
  readonly operands: readonly string[];
  /** Common options and the command's own, by name. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The parser for all verbs. Only the verbs that `words` name are loaded: the others show their
 * summary, so that help and `--version` cost next to nothing. A verb of several words (`runs show`) is
 * found below its first, which need not be a verb by itself.
 */
export const buildProgram = async (
  entries: readonly CommandEntry[],
  words: readonly string[],
  context: ProgramContext,
  hooks: ProgramHooks,
): Promise<Parser> => {
  const program = new Parser("pharosctl")
    .description("Turns Linux machines into a Kubernetes cluster and keeps it that way.")
    .usage("<verb> [cluster.yml] [options]")
    .version(context.version, "-V, --version", "print the version")
    .configureHelp({ showGlobalOptions: true, helpWidth: context.terminal.columns })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      // Errors are printed once, in the product's own form, by whoever catches them.
      writeErr: () => undefined,
    })
    .helpCommand("help [verb]", "show what a verb does and takes")
    .exitOverride();
  for (const option of commonOptions()) program.addOption(option);
  for (const entry of entries) {
    const parser = place(program, entry, entries).summary(entry.summary).description(entry.summary);
    for (const alias of entry.aliases ?? []) parser.alias(alias);
    if (isNamed(entry, words)) addCommand(parser, await entry.load(), hooks);
  }
  return program;
};

/** The parser of one verb: its own below the program, or below those of its first words. */
const place = (
  program: Parser,
  { name }: CommandEntry,
  entries: readonly CommandEntry[],
): Parser => {
  const words = name.split(" ");
  return words.reduce((parser, word, at) => {
    const known = parser.commands.find((one) => one.name() === word);
    const said = words.slice(0, at + 1).join(" ");
    return known ?? parser.command(word).summary(wordsBelow(said, entries).join(", "));
  }, program);
};

/**
 * Whether a command line may mean this verb. A later word may be an option's value instead of a
 * verb; then the parser decides, and one module was loaded in vain.
 */
const isNamed = ({ name, aliases = [] }: CommandEntry, words: readonly string[]): boolean => {
  const [verb = "", ...others] = words;
  const [first, ...later] = name.split(" ");
  if (later.length === 0) return first === verb || aliases.includes(verb);
  return first === verb && later.every((word) => others.includes(word));
};

/** Options that every verb takes, before or after it. */
const commonOptions = (): readonly Option[] => [
  new Option("-c, --config <file>", "cluster.yml to work with, - for standard input"),
  new Option(
    "--hosts-from-tf, --tf-json <file>",
    "what `terraform output -json` has printed: its hosts are added to cluster.yml's",
  ),
  new Option("-o, --output <format>", "form of the output").choices(["table", "json", "yaml"]),
  new Option("-y, --yes", "answer yes to every question"),
  new Option("-q, --quiet", "print results and errors only"),
  new Option("-v, --verbose", "print details, of errors too"),
  new Option("--no-color", "print without colours (also: the variable NO_COLOR)"),
];

const addCommand = (parser: Parser, command: Command, { onRun }: ProgramHooks): void => {
  if (command.description !== undefined) parser.description(command.description);
  for (const { name, description, required, variadic } of command.arguments) {
    const dots = variadic === true ? "..." : "";
    parser.argument(required ? `<${name}${dots}>` : `[${name}${dots}]`, description);
  }
  if (command.takesConfig)
    parser.argument("[cluster.yml]", "file to work with, - for standard input");
  for (const [name, option] of Object.entries(command.options))
    parser.addOption(toOption(name, option));
  parser.addHelpText("after", examplesOf(command));
  parser.action(() => {
    onRun(command, { operands: parser.args, options: parser.optsWithGlobals() });
  });
};

const toOption = (
  name: string,
  { flags, description, choices, repeatable }: CommandOption<unknown>,
): Option => {
  const option = new Option(flags, description);
  if (choices !== undefined && !repeatable) option.choices([...choices]);
  if (repeatable) {
    option.argParser((value: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      oneOf(value, choices),
    ]);
    // Help reads them from here; `choices()` would replace the parser above.
    if (choices !== undefined) option.argChoices = [...choices];
  }
  // The name in the command's literal is what its `run` reads; the flag may be worded otherwise.
  option.attributeName = () => name;
  return option;
};

const oneOf = (value: string, choices: readonly string[] | undefined): string => {
  if (choices === undefined || choices.includes(value)) return value;
  throw new InvalidArgumentError(`Allowed choices are ${choices.join(", ")}.`);
};

const examplesOf = ({ examples }: Command): string =>
  examples.length === 0
    ? ""
    : `\nExamples:\n${examples.map(({ command, description }) => `  ${command}\n      ${description}`).join("\n")}`;
