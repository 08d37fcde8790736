import { Command as Parser, Option } from "commander";
import type { Command } from "./command.ts";
import type { CommandContext } from "./command-context.ts";
import type { CommandOption } from "./command-option.ts";
import type { CommandEntry } from "./commands.ts";

export interface ProgramHooks {
  /** Called when the verb's arguments are good; `found` is what commander has read. */
  readonly onRun: (command: Command, found: ParsedInput) => void;
}

/** What the parser has found, before it is judged. */
export interface ParsedInput {
  readonly operands: readonly string[];
  /** Common options and the command's own, by name. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * The parser for all verbs. Only the verb that is asked for is loaded: the others show their summary,
 * so that help and `--version` cost next to nothing.
 */
export const buildProgram = async (
  entries: readonly CommandEntry[],
  verb: string | undefined,
  context: CommandContext,
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
    .exitOverride();
  for (const option of commonOptions()) program.addOption(option);
  for (const entry of entries) {
    const parser = program.command(entry.name).summary(entry.summary).description(entry.summary);
    for (const alias of entry.aliases ?? []) parser.alias(alias);
    if (verb !== entry.name && !entry.aliases?.includes(verb ?? "")) continue;
    addCommand(parser, await entry.load(), hooks);
  }
  return program;
};

/** Options that every verb takes, before or after it. */
const commonOptions = (): readonly Option[] => [
  new Option("-c, --config <file>", "cluster.yml to work with, - for standard input"),
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
  if (choices !== undefined) option.choices([...choices]);
  if (repeatable) {
    option.argParser((value: string, before: readonly string[] | undefined) => [
      ...(before ?? []),
      value,
    ]);
  }
  // The name in the command's literal is what its `run` reads; the flag may be worded otherwise.
  option.attributeName = () => name;
  return option;
};

const examplesOf = ({ examples }: Command): string =>
  examples.length === 0
    ? ""
    : `\nExamples:\n${examples.map(({ command, description }) => `  ${command}\n      ${description}`).join("\n")}`;
