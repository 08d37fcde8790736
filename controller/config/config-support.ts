import type { Flaw } from "./config-issue.ts";
import { type ConfigTree, selectValues } from "./config-tree.ts";

/** A key, or some of its values, that this version knows and does not run. */
export interface NotYetSupported {
  /** Pattern of keys; everything below is meant as well. */
  readonly pattern: string;
  /** Which values are refused; all if absent. */
  readonly refuses?: (value: ConfigTree) => boolean;
  readonly hint: string;
}

const remove = "remove the key";

/** The one list of what is refused for now: to support a key, remove its line. */
export const notYetSupported: readonly NotYetSupported[] = [
  { pattern: "charts", hint: remove },
  { pattern: "bundle", hint: remove },
];

/** Refuses what would else be silently ignored. */
export const checkSupport = (tree: ConfigTree): readonly Flaw[] =>
  notYetSupported.flatMap(({ pattern, refuses, hint }) =>
    selectValues(tree, pattern)
      .filter(({ value }) => refuses?.(value) ?? true)
      .map(({ path, value }): Flaw => {
        const what = typeof value === "string" ? `"${value}" is` : "is";
        return { path, at: "key", message: `${what} not supported by this version yet`, hint };
      }),
  );
