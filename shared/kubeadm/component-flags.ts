export type Flags = ReadonlyMap<string, string>;

/** `--name=value`; a flag without a value is `true`. */
export const parseFlags = (words: readonly unknown[]): Flags =>
  new Map(
    words.flatMap((word) => {
      const [, name, value = "true"] = /^--([^=]+)(?:=(.*))?$/s.exec(String(word)) ?? [];
      return name === undefined ? [] : [[name, value] as const];
    }),
  );
