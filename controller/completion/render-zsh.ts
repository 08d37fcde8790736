import { type CompletionOption, type CompletionVerb, commonCompletion } from "./completion-verb.ts";
import { nextWords, saidWords, topWords, type VerbWord } from "./verb-words.ts";

/** A script for zsh: to be sourced after `compinit`, or saved as `_pharosctl` in a folder of `fpath`. */
export const renderZsh = (verbs: readonly CompletionVerb[]): string => `#compdef pharosctl
# zsh completion of pharosctl
_pharosctl() {
  local verb="" word
  local -i index
  local -a candidates
  for ((index = 2; index < CURRENT; index++)); do
    word="\${words[index]}"
    [[ "$word" == -- ]] && return
    [[ "$word" == -* ]] && continue
    case "$verb $word" in
${patterns(verbs).join("\n")}
    esac
  done
  case "$verb:\${words[CURRENT-1]}" in
${valueCases(verbs).join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    candidates=(${described(commonCompletion.flatMap(optionWords))})
    case "$verb" in
${verbs.map(({ name, options }) => `      ("${name}") candidates+=(${described(options.flatMap(optionWords))}) ;;`).join("\n")}
    esac
    _describe 'option' candidates
    return
  fi
  case "$verb" in
    ("") candidates=(${described(topWords(verbs))}) ;;
${groups(verbs).join("\n")}
  esac
  (( \${#candidates} )) && _describe 'verb' candidates
  case "$verb" in
    (${verbs.flatMap(({ name, takesFile }) => (takesFile ? [`"${name}"`] : [])).join("|")}) _files ;;
  esac
}
if [[ "\${funcstack[1]}" == _pharosctl ]]; then
  _pharosctl "$@"
else
  compdef _pharosctl pharosctl
fi
`;

const patterns = (verbs: readonly CompletionVerb[]): readonly string[] =>
  saidWords(verbs).map(
    (said) => `      ("${said.includes(" ") ? said : ` ${said}`}") verb="${said}" ;;`,
  );

const valueCases = (verbs: readonly CompletionVerb[]): readonly string[] => [
  ...verbs.flatMap(({ name, options }) =>
    options.flatMap((option) => valueCase(`"${name}"`, option)),
  ),
  ...commonCompletion.flatMap((option) => valueCase("*", option)),
];

const valueCase = (verb: string, { words, value }: CompletionOption): readonly string[] => {
  if (value === "none") return [];
  const pattern = words.map((word) => `${verb}:${word}`).join("|");
  const action =
    value === "any" ? "" : value === "file" ? "_files; " : `compadd -- ${value.join(" ")}; `;
  return [`    (${pattern}) ${action}return ;;`];
};

const groups = (verbs: readonly CompletionVerb[]): readonly string[] =>
  saidWords(verbs).flatMap((said) => {
    const next = nextWords(verbs, said);
    return next.length === 0 ? [] : [`    ("${said}") candidates=(${described(next)}) ;;`];
  });

const optionWords = ({ words, description }: CompletionOption): readonly VerbWord[] =>
  words.map((word) => ({ word, summary: description }));

/** `'word:summary'` for each; a colon ends the word. */
const described = (words: readonly VerbWord[]): string =>
  words
    .map(
      ({ word, summary }) => `'${word}:${summary.replaceAll(":", "\\:").replaceAll("'", `'\\''`)}'`,
    )
    .join(" ");
