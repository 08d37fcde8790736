import { expect, test } from "vitest";
import { cutText, MAX_PART_BYTES } from "./cut-text.ts";

const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index}\n`).join("");

test("what is short stays as it is", () => {
  expect(cutText("a\nb", "end")).toEqual({ text: "a\nb", isCut: false });
});

test.each(["beginning", "end"] as const)(
  "of what is long the %s is kept, in whole lines",
  (keep) => {
    const { text, isCut } = cutText(lines, keep);
    expect(isCut).toBe(true);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(MAX_PART_BYTES);
    expect(text).toMatch(/^line \d+\n[\s\S]*\nline \d+\n$/);
    const kept = { beginning: "line 0\n", end: "line 59999\n" }[keep];
    expect(text).toContain(kept);
  },
);
