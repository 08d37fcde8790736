import type { CompletionVerb } from "./completion-verb.ts";

export interface VerbWord {
  readonly word: string;
  readonly summary: string;
}

/** First words of all verbs, each once; of one that is no verb by itself, what there is below it. */
export const topWords = (verbs: readonly CompletionVerb[]): readonly VerbWord[] => {
  const firsts = [...new Set(verbs.map(({ name }) => name.split(" ")[0] ?? ""))];
  return firsts.map((word) => ({
    word,
    summary:
      verbs.find(({ name }) => name === word)?.summary ??
      secondWords(verbs, word)
        .map((second) => second.word)
        .join(", "),
  }));
};

/** Second words below a first. */
export const secondWords = (verbs: readonly CompletionVerb[], first: string): readonly VerbWord[] =>
  verbs.flatMap(({ name, summary }) =>
    name.startsWith(`${first} `) ? [{ word: name.slice(first.length + 1), summary }] : [],
  );
