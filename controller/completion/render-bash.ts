import { type CompletionOption, type CompletionVerb, commonCompletion } from "./completion-verb.ts";
import { nextWords, saidWords, topWords } from "./verb-words.ts";

/** A script for bash 3.2 and newer (macOS has 3.2): no associative arrays, no bash-completion needed. */
export const renderBash = (
  verbs: readonly CompletionVerb[],
): string => `# bash completion of pharosctl
_pharosctl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local verb="" word index words="" files=""
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "$word" in
      --) COMPREPLY=(); return ;;
      -*) ;;
      *)
        case "$verb $word" in
${spaced(verbs)
  .map((pattern) => `          ${pattern}) verb="\${verb:+$verb }$word" ;;`)
  .join("\n")}
        esac ;;
    esac
  done
  case "$verb:$previous" in
${valueCases(verbs).join("\n")}
  esac
  case "$current" in
    -*)
      words="${wordsOf(commonCompletion)}"
      case "$verb" in
${verbs.map((verb) => `        ${quote(verb.name)}) words="$words ${wordsOf(verb.options)}" ;;`).join("\n")}
      esac ;;
    *)
      case "$verb" in
        "") words="${topWords(verbs)
          .map(({ word }) => word)
          .join(" ")}" ;;
${wordCases(verbs).join("\n")}
      esac ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ]; then COMPREPLY+=($(compgen -f -- "$current")); fi
}
complete -o filenames -F _pharosctl pharosctl
`;

/** Patterns of what has been said so far: `" runs"`, `"runs show"`. */
const spaced = (verbs: readonly CompletionVerb[]): readonly string[] =>
  saidWords(verbs).map((said) => quote(said.includes(" ") ? said : ` ${said}`));

const valueCases = (verbs: readonly CompletionVerb[]): readonly string[] => [
  ...verbs.flatMap(({ name, options }) =>
    options.flatMap((option) => valueCase(`"${name}"`, option)),
  ),
  ...commonCompletion.flatMap((option) => valueCase("*", option)),
];

const valueCase = (verb: string, { words, value }: CompletionOption): readonly string[] => {
  if (value === "none") return [];
  const pattern = words.map((word) => `${verb}:${word}`).join("|");
  const reply =
    value === "any"
      ? "COMPREPLY=()"
      : value === "file"
        ? 'COMPREPLY=($(compgen -f -- "$current"))'
        : `COMPREPLY=($(compgen -W "${value.join(" ")}" -- "$current"))`;
  return [`    ${pattern}) ${reply}; return ;;`];
};

const wordCases = (verbs: readonly CompletionVerb[]): readonly string[] =>
  saidWords(verbs).map((said) => {
    const takesFile = verbs.some((verb) => verb.name === said && verb.takesFile);
    const next = nextWords(verbs, said).map(({ word }) => word);
    return `        ${quote(said)}) words="${next.join(" ")}"${takesFile ? " files=1" : ""} ;;`;
  });

const wordsOf = (options: readonly CompletionOption[]): string =>
  options.flatMap(({ words }) => words).join(" ");

const quote = (text: string): string => `"${text}"`;
