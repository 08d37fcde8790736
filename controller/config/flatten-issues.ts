import type * as z from "zod";

type Issue = z.core.$ZodIssue;

/**
 * Unions replaced by the issues of the branch that was most likely meant: the one whose first
 * objection lies deepest. A mapping is not told that it should have been text.
 */
export const flattenIssues = (issues: readonly Issue[]): readonly Issue[] =>
  issues.flatMap((issue) => {
    if (issue.code !== "invalid_union") return [issue];
    const branches = issue.errors.map((errors) =>
      flattenIssues(errors).map((inner): Issue => ({
        ...inner,
        path: [...issue.path, ...inner.path],
      })),
    );
    return meantBranch(branches, issue.path.length) ?? [issue];
  });

/** Undefined when every branch objects to the type of the value itself. */
const meantBranch = (
  branches: readonly (readonly Issue[])[],
  depth: number,
): readonly Issue[] | undefined =>
  branches.find((issues) => issues.every((issue) => !isTypeMismatch(issue, depth)));

const isTypeMismatch = (issue: Issue, depth: number): boolean =>
  issue.path.length === depth && (issue.code === "invalid_type" || issue.code === "invalid_union");
