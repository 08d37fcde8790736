import type { Command } from "../cli/command.ts";
import type { CommandOption } from "../cli/command-option.ts";

/** What completion knows of one verb, in the order of the help. */
export interface CompletionVerb {
  /** One word, or up to three; aliases come as verbs of their own. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletionOption[];
  /** Whether a file may follow: cluster.yml. */
  readonly takesFile: boolean;
}

export interface CompletionOption {
  /** `-f`, `--follow`. */
  readonly words: readonly string[];
  readonly description: string;
  readonly value: "none" | "any" | "file" | readonly string[];
}

/** Options of every verb; a test compares them with the parser's. */
export const commonCompletion: readonly CompletionOption[] = [
  { words: ["-c", "--config"], description: "cluster.yml to work with", value: "file" },
  {
    words: ["--hosts-from-tf", "--tf-json"],
    description: "what `terraform output -json` has printed",
    value: "file",
  },
  {
    words: ["-o", "--output"],
    description: "form of the output",
    value: ["table", "json", "yaml"],
  },
  { words: ["-y", "--yes"], description: "answer yes to every question", value: "none" },
  { words: ["-q", "--quiet"], description: "print results and errors only", value: "none" },
  { words: ["-v", "--verbose"], description: "print details, of errors too", value: "none" },
  { words: ["--no-color"], description: "print without colours", value: "none" },
  { words: ["-h", "--help"], description: "display help", value: "none" },
];

/** A command as completion sees it; its aliases too. */
export const toCompletionVerbs = (command: Command): readonly CompletionVerb[] =>
  [command.name, ...command.aliases].map((name) => ({
    name,
    summary: command.summary,
    options: Object.values(command.options).map(toCompletionOption),
    takesFile: command.takesConfig,
  }));

const toCompletionOption = ({
  flags,
  description,
  choices,
}: CommandOption<unknown>): CompletionOption => ({
  words: flags.match(/(?<![\w-])--?[a-z][\w-]*/gi) ?? [],
  description,
  value: choices ?? (/<file>|<path>/.test(flags) ? "file" : flags.includes("<") ? "any" : "none"),
});
