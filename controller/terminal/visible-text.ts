import { stripVTControlCharacters } from "node:util";

/** What others wrote must not steer the terminal of who reads it: without control characters but line ends. */
export const visibleText = (text: string): string =>
  stripVTControlCharacters(text)
    // oxlint-disable-next-line no-control-regex -- these are what has to go
    .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, " ")
    .trimEnd();

/** The same in one line. */
export const visibleLine = (text: string): string => visibleText(text).replaceAll(/\s*\n\s*/g, " ");
