/** One option of a command: what help shows, and how its value is read. */
export interface CommandOption<Value> {
  /** In commander's form: `--master <address>`, `--force`, `-n, --name <name>`. */
  readonly flags: string;
  readonly description: string;
  readonly repeatable: boolean;
  readonly choices?: readonly string[];
  /** From what the parser has found: true for a flag, text, a list of texts, or nothing. */
  readonly read: (found: unknown) => Value;
}

/** `--force`: false unless it is given. */
export const flag = (flags: string, description: string): CommandOption<boolean> => ({
  flags,
  description,
  repeatable: false,
  read: (found) => found === true,
});

/** `--name <name>`: undefined unless it is given. */
export const text = (flags: string, description: string): CommandOption<string | undefined> => ({
  flags,
  description,
  repeatable: false,
  read: (found) => (typeof found === "string" ? found : undefined),
});

/** `--master <address>`, any number of times. */
export const texts = (flags: string, description: string): CommandOption<readonly string[]> => ({
  flags,
  description,
  repeatable: true,
  read: (found) => (Array.isArray(found) ? found.map(String) : []),
});

/** `--role <role>`: one of `choices`; other values are refused before the command runs. */
export const choice = <const Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
): CommandOption<Choice | undefined> => ({
  flags,
  description,
  repeatable: false,
  choices,
  read: (found) => choices.find((one) => one === found),
});

/** `--source <name>`, any number of times, each one of `choices`. */
export const severalOf = <const Choice extends string>(
  flags: string,
  description: string,
  choices: readonly Choice[],
): CommandOption<readonly Choice[]> => ({
  flags,
  description,
  repeatable: true,
  choices,
  read: (found) => choices.filter((one) => Array.isArray(found) && found.includes(one)),
});
