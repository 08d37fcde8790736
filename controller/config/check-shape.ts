import type * as z from "zod";
import { ClusterConfig } from "./cluster-config.ts";
import type { Flaw } from "./config-issue.ts";
import { type ConfigMarks, markKey } from "./config-marks.ts";
import { type ConfigTree, rewriteScalars } from "./config-tree.ts";
import { flattenIssues } from "./flatten-issues.ts";
import { toFlaws } from "./shape-flaws.ts";

export interface ShapeCheck {
  /** The tree with scalars as the schema wants them. */
  readonly tree: ConfigTree;
  readonly config?: ClusterConfig;
  readonly flaws: readonly Flaw[];
}

/** zod would write a program for each object and compile it: too much for one file that is read once. */
const ONCE = { jitless: true } as const;

/**
 * Holds a tree against the schema. One thing is converted, and nothing else: where the schema wants
 * text, an unquoted number or boolean is taken as it is written (`1.30` is "1.30", not "1.3").
 */
export const checkShape = (tree: ConfigTree, marks: ConfigMarks): ShapeCheck => {
  const first = ClusterConfig.safeParse(tree, ONCE);
  if (first.success) return { tree, config: first.data, flaws: [] };
  const wanted = textWanted(flattenIssues(first.error.issues));
  if (wanted.size === 0) return { tree, flaws: toFlaws(first.error.issues, tree) };
  const converted = rewriteScalars(tree, (path, value) =>
    typeof value !== "string" && wanted.has(markKey(path))
      ? (marks.find(path)?.source ?? String(value))
      : value,
  );
  const second = ClusterConfig.safeParse(converted, ONCE);
  return second.success
    ? { tree: converted, config: second.data, flaws: [] }
    : { tree: converted, flaws: toFlaws(second.error.issues, converted) };
};

const textWanted = (issues: readonly z.core.$ZodIssue[]): ReadonlySet<string> =>
  new Set(
    issues
      .filter((issue) => issue.code === "invalid_type" && issue.expected === "string")
      .map((issue) => markKey(issue.path)),
  );
