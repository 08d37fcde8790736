/** `1 host`, `3 hosts`: for words whose plural ends with an s. */
export const countOf = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? "" : "s"}`;
