const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Paint = keyof typeof CODES;

/** The text in a colour, or as it is where colours are not wanted. */
export const paint = (text: string, color: Paint, colors: boolean): string =>
  colors && text !== "" ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text;
