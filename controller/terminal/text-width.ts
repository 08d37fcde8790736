import { eastAsianWidth } from "get-east-asian-width";

/** Columns that a text without control characters takes in a terminal: 0, 1 or 2 for each character that is seen. */
export const textWidth = (text: string): number =>
  isPlain(text) ? text.length : graphemes(text).reduce((sum, one) => sum + graphemeWidth(one), 0);

/** At most `width` columns of a text; one that is longer ends with `…`. */
export const cutToWidth = (text: string, width: number): string => {
  if (textWidth(text) <= width) return text;
  if (width < 1) return "";
  const kept: string[] = [];
  let left = width - 1;
  for (const grapheme of graphemes(text)) {
    left -= graphemeWidth(grapheme);
    if (left < 0) break;
    kept.push(grapheme);
  }
  return `${kept.join("").trimEnd()}…`;
};

/** Exactly `width` columns: cut or filled with blanks. */
export const fitToWidth = (text: string, width: number): string => {
  const cut = cutToWidth(text, width);
  return cut + " ".repeat(Math.max(0, width - textWidth(cut)));
};

const isPlain = (text: string): boolean => /^[ -~]*$/.test(text);

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });

const graphemes = (text: string): readonly string[] =>
  [...segmenter.segment(text)].map(({ segment }) => segment);

/** U+FE0F asks for the coloured form of a character, which is two columns wide. */
const EMOJI_FORM = "\uFE0F";

const graphemeWidth = (grapheme: string): number => {
  if (isPlain(grapheme)) return grapheme.length;
  if (/^[\p{Mark}\p{Default_Ignorable_Code_Point}]+$/u.test(grapheme)) return 0;
  if (grapheme.includes(EMOJI_FORM) || /\p{Emoji_Presentation}/u.test(grapheme)) return 2;
  return eastAsianWidth(grapheme.codePointAt(0) ?? 0);
};
