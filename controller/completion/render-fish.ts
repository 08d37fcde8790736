import { type CompletionOption, type CompletionVerb, commonCompletion } from "./completion-verb.ts";
import { nextWords, saidWords, topWords } from "./verb-words.ts";

/** A script for fish 3 and newer: to be sourced, or saved in ~/.config/fish/completions. */
export const renderFish = (
  verbs: readonly CompletionVerb[],
): string => `# fish completion of pharosctl
function __pharosctl_verb
    set -l verb ""
    for word in (commandline -opc)[2..-1]
        switch "$verb $word"
${spoken(verbs)
  .map(
    ({ said, verb }) => `            case ${quote(said)}\n                set verb ${quote(verb)}`,
  )
  .join("\n")}
        end
    end
    echo $verb
end
function __pharosctl_is
    test (__pharosctl_verb) = "$argv"
end
complete -c pharosctl -f
${lines(verbs).join("\n")}
`;

const spoken = (verbs: readonly CompletionVerb[]) =>
  saidWords(verbs).map((verb) => ({ said: verb.includes(" ") ? verb : ` ${verb}`, verb }));

const lines = (verbs: readonly CompletionVerb[]): readonly string[] => [
  ...commonCompletion.map((option) => `complete -c pharosctl ${optionText(option)}`),
  ...topWords(verbs).map(
    ({ word, summary }) => `${when("")} -a ${quote(word)} -d ${quote(summary)}`,
  ),
  ...saidWords(verbs).flatMap((said) =>
    nextWords(verbs, said).map(
      ({ word, summary }) => `${when(said)} -a ${quote(word)} -d ${quote(summary)}`,
    ),
  ),
  ...verbs.flatMap(({ name, options, takesFile }) => [
    ...options.map((option) => `${when(name)} ${optionText(option)}`),
    ...(takesFile ? [`${when(name)} -F`] : []),
  ]),
];

const when = (verb: string): string =>
  `complete -c pharosctl -n ${quote(`__pharosctl_is "${verb}"`)}`;

const optionText = ({ words, description, value }: CompletionOption): string =>
  [
    ...words.map((word) => (word.startsWith("--") ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`)),
    ...valueText(value),
    `-d ${quote(description)}`,
  ].join(" ");

const valueText = (value: CompletionOption["value"]): readonly string[] => {
  if (value === "none") return [];
  if (value === "any") return ["-x"];
  return value === "file" ? ["-r", "-F"] : ["-x", "-a", quote(value.join(" "))];
};

/** In single quotes only these two mean something. */
const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
