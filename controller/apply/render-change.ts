import { diffLines } from "diff";
import type { PlannedChange } from "../../shared/spec/run.ts";

const CONTEXT_LINES = 2;

/** Lines for people that show one change: `field: before -> after`, or a diff of texts of several lines. */
export const renderChange = (change: PlannedChange): readonly string[] => {
  const { field, before, after, because } = change;
  const reason = because === undefined ? "" : ` (because ${because} changes)`;
  if (isText(before) || isText(after))
    return [`${field}:${reason}`, ...renderTextDiff(before ?? "", after ?? "")];
  if (before === undefined) return [`${field}: + ${after ?? ""}${reason}`];
  if (after === undefined) return [`${field}: - ${before}${reason}`];
  return [`${field}: ${before} -> ${after}${reason}`];
};

const isText = (text: string | undefined): boolean => text?.includes("\n") === true;

/** Added and removed lines with a little of what surrounds them. */
const renderTextDiff = (before: string, after: string): readonly string[] => {
  const lines = diffLines(before, after).flatMap(({ added, removed, value }) => {
    const sign = added ? "+" : removed ? "-" : " ";
    return value
      .replace(/\n$/, "")
      .split("\n")
      .map((text) => ({ sign, text }));
  });
  const near = (index: number): boolean =>
    lines
      .slice(Math.max(0, index - CONTEXT_LINES), index + CONTEXT_LINES + 1)
      .some(({ sign }) => sign !== " ");
  return lines.flatMap(({ sign, text }, index) => {
    if (near(index)) return [`  ${sign} ${text}`];
    return near(index - 1) ? ["    …"] : [];
  });
};
