const ESC = "\u001b";
/** Terminals that know it show what comes until the end at once; the others pass over it. */
const BEGIN = `${ESC}[?2026h`;
const END = `${ESC}[?2026l`;
/** A line of the frame that is too wide in spite of all is cut by the terminal, and does not tear the frame. */
const WRAP_OFF = `${ESC}[?7l`;
const WRAP_ON = `${ESC}[?7h`;
const ERASE_LINE_END = `${ESC}[K`;
const ERASE_BELOW = `${ESC}[J`;

export const HIDE_CURSOR = `${ESC}[?25l`;
export const SHOW_CURSOR = `${ESC}[?25h`;

/**
 * What brings a terminal from one frame to the next in one write: `above` stays and goes up, `lines`
 * are below it, and what was there before is gone. No line may be as wide as the terminal.
 *
 * The cursor is at the start of the first line before and after. So nobody has to know how many rows
 * the last frame took, which a terminal changes that is made narrower and breaks its lines anew.
 */
export const renderFrame = (lines: readonly string[], above = ""): string => {
  const up = lines.length > 1 ? `${ESC}[${lines.length - 1}A` : "";
  const below = lines.map((line) => `${line}${ERASE_LINE_END}`).join("\r\n");
  return [
    BEGIN,
    "\r",
    above.replaceAll("\n", `${ERASE_LINE_END}\r\n`),
    WRAP_OFF,
    below,
    WRAP_ON,
    ERASE_BELOW,
    up,
    "\r",
    END,
  ].join("");
};
