import type { LineCounter } from "yaml";
import { type ConfigIssue, type Flaw, toIssue } from "./config-issue.ts";
import type { ConfigPath } from "./config-path.ts";

/** Where each value of a file stands, and how its scalars are written. */
export interface ConfigMarks {
  readonly find: (path: ConfigPath) => ConfigMark | undefined;
  readonly locate: (flaw: Flaw) => ConfigIssue;
}

export interface ConfigMark {
  /** Offsets in the text; a list item has no key. */
  readonly key?: number;
  readonly value: number;
  /** A scalar as written, variables replaced: `1.30` where the value is the number 1.3. */
  readonly source?: string;
}

export const makeMarks = (
  marks: ReadonlyMap<string, ConfigMark>,
  lines: LineCounter,
): ConfigMarks => {
  const find = (path: ConfigPath): ConfigMark | undefined => marks.get(markKey(path));
  return {
    find,
    locate: (flaw) => {
      const { line, col } = lines.linePos(flaw.offset ?? offsetOf(flaw, find));
      return toIssue(flaw, { line: Math.max(line, 1), column: Math.max(col, 1) });
    },
  };
};

/** Paths as keys of a Map. */
export const markKey = (path: readonly PropertyKey[]): string => JSON.stringify(path);

/** What is missing is blamed on the nearest thing around it that exists. */
const offsetOf = (flaw: Flaw, find: ConfigMarks["find"]): number => {
  for (let length = flaw.path.length; length > 0; length--) {
    const mark = find(flaw.path.slice(0, length));
    if (mark === undefined) continue;
    const wantsKey = flaw.at === "key" || length < flaw.path.length;
    return wantsKey ? (mark.key ?? mark.value) : mark.value;
  }
  return 0;
};
