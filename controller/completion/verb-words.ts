import { wordsBelow } from "../cli/words-below.ts";
import type { CompletionVerb } from "./completion-verb.ts";

export interface VerbWord {
  readonly word: string;
  readonly summary: string;
}

/** First words of all verbs, each once; of one that is no verb by itself, what there is below it. */
export const topWords = (verbs: readonly CompletionVerb[]): readonly VerbWord[] =>
  [...new Set(verbs.map(({ name }) => name.split(" ")[0] ?? ""))].map((word) =>
    summarized(verbs, word, word),
  );

/** Words below others. */
export const nextWords = (verbs: readonly CompletionVerb[], said: string): readonly VerbWord[] =>
  wordsBelow(said, verbs).map((word) => summarized(verbs, `${said} ${word}`, word));

/** Everything that may have been said on the way to a verb, its end included: `etcd`, `etcd members`. */
export const saidWords = (verbs: readonly CompletionVerb[]): readonly string[] => [
  ...new Set(
    verbs.flatMap(({ name }) => {
      const words = name.split(" ");
      return words.map((_, at) => words.slice(0, at + 1).join(" "));
    }),
  ),
];

const summarized = (verbs: readonly CompletionVerb[], said: string, word: string): VerbWord => ({
  word,
  summary: verbs.find(({ name }) => name === said)?.summary ?? wordsBelow(said, verbs).join(", "),
});
