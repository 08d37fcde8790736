import type { CommandContext } from "./command-context.ts";
import type { CommandOption } from "./command-option.ts";

/** A verb as the program runs it; made by `defineCommand`. */
export interface Command {
  /** One word, or up to three: `runs show`. */
  readonly name: string;
  readonly aliases: readonly string[];
  /** One line, lower case, for the list of verbs. */
  readonly summary: string;
  readonly description?: string;
  readonly arguments: readonly CommandArgument[];
  /** Whether it takes a cluster.yml, as its last argument or by `-c`. */
  readonly takesConfig: boolean;
  /** Without `-o`. */
  readonly output: OutputFormat;
  readonly options: Readonly<Record<string, CommandOption<unknown>>>;
  readonly examples: readonly CommandExample[];
  /** Runs it with what the parser has found; an `ExitCode`, or that of a program it stands for. */
  readonly run: (context: CommandContext, found: FoundInput) => Promise<number>;
}

export interface CommandArgument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly variadic?: boolean;
}

export interface CommandExample {
  readonly command: string;
  readonly description: string;
}

/** What every command is given. */
export interface CommonInput {
  /** In the order of `arguments`; those that are not given are absent at the end. */
  readonly arguments: readonly string[];
  /** Path of cluster.yml, `-` for stdin; `cluster.yml` if nothing is said. */
  readonly config: string;
  /** File of `terraform output -json` whose hosts are added to cluster.yml's. */
  readonly hostsFromTf?: string;
  readonly output: OutputFormat;
  readonly yes: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

export type OutputFormat = "table" | "json" | "yaml";

export interface FoundInput extends CommonInput {
  /** By the name in `options`, as the parser has found them. */
  readonly options: Readonly<Record<string, unknown>>;
}

type OptionShapes = Readonly<Record<string, CommandOption<unknown>>>;

export type OptionValues<Shapes extends OptionShapes> = {
  readonly [Name in keyof Shapes]: ReturnType<Shapes[Name]["read"]>;
};

export interface CommandDefinition<Shapes extends OptionShapes> {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly arguments?: readonly CommandArgument[];
  /** Default true. */
  readonly takesConfig?: boolean;
  /** Without `-o`; default `table`. */
  readonly output?: OutputFormat;
  readonly options: Shapes;
  readonly examples: readonly CommandExample[];
  readonly run: (
    context: CommandContext,
    input: CommonInput & { readonly options: OptionValues<Shapes> },
  ) => Promise<number>;
}

/** Makes a command of one literal; `run` sees its options with their types. */
export const defineCommand = <const Shapes extends OptionShapes>(
  definition: CommandDefinition<Shapes>,
): Command => ({
  ...definition,
  aliases: definition.aliases ?? [],
  arguments: definition.arguments ?? [],
  takesConfig: definition.takesConfig ?? true,
  output: definition.output ?? "table",
  run: (context, found) =>
    definition.run(context, { ...found, options: readOptions(definition.options, found.options) }),
});

/** The mapped type is beyond what the compiler can follow through `fromEntries`; an overload states it. */
function readOptions<Shapes extends OptionShapes>(
  shapes: Shapes,
  found: Readonly<Record<string, unknown>>,
): OptionValues<Shapes>;
function readOptions(
  shapes: OptionShapes,
  found: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, option]) => [name, option.read(found[name])]),
  );
}
