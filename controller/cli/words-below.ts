/** Words that verbs have after these, each once: `status` and `renew` after `certs`. */
export const wordsBelow = (
  said: string,
  verbs: readonly { readonly name: string }[],
): readonly string[] => [
  ...new Set(
    verbs.flatMap(({ name }) =>
      name.startsWith(`${said} `) ? [name.slice(said.length + 1).split(" ")[0] ?? ""] : [],
    ),
  ),
];
