import type * as z from "zod";
import { knownKeysAt } from "./config-keys.ts";
import type { Flaw } from "./config-issue.ts";
import type { ConfigPath } from "./config-path.ts";
import { type ConfigTree, isList, valueAt } from "./config-tree.ts";
import { flattenIssues } from "./flatten-issues.ts";
import { nearestKey } from "./nearest-key.ts";
import { retiredKeys } from "./retired-keys.ts";

type Issue = z.core.$ZodIssue;

/** zod's issues in the words of this product. */
export const toFlaws = (issues: readonly Issue[], tree: ConfigTree): readonly Flaw[] => {
  const flat = flattenIssues(issues);
  const misspelt = new Set(flat.flatMap(missedKeys));
  return flat
    .filter(
      (issue) => issue.code === "unrecognized_keys" || !misspelt.has(JSON.stringify(issue.path)),
    )
    .flatMap((issue) => toFlaw(issue, tree));
};

/** Keys that misspelt ones were meant to be: that they are missing as well is one mistake, not two. */
const missedKeys = (issue: Issue): readonly string[] =>
  issue.code === "unrecognized_keys"
    ? issue.keys.flatMap((key) => {
        const nearest = nearestKey(key, knownKeysAt(toPath(issue.path)));
        return nearest === undefined ? [] : [JSON.stringify([...issue.path, nearest])];
      })
    : [];

const toFlaw = (issue: Issue, tree: ConfigTree): readonly Flaw[] => {
  const path = toPath(issue.path);
  const value = valueAt(tree, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], key, path));
    case "invalid_type":
      return [wrongType(path, issue.expected, value)];
    case "invalid_union":
      return [
        {
          path,
          message: `must be ${issue.errors.flatMap(wantedBy).join(" or ")}, not ${nameOf(value)}`,
        },
      ];
    case "invalid_value":
      return [wrongChoice(path, issue.values.map(String), value)];
    case "invalid_key":
      return issue.issues.map((inner) => ({ ...withHint(path, inner), at: "key" as const }));
    case "too_small":
    case "too_big":
      return [wrongSize(path, issue, value)];
    case "custom":
      return [withHint(path, issue)];
    default:
      return [{ path, message: issue.message }];
  }
};

const toPath = (path: readonly PropertyKey[]): ConfigPath =>
  path.map((step) => (typeof step === "symbol" ? step.toString() : step));

const unknownKey = (path: ConfigPath, key: string, parent: ConfigPath): Flaw => {
  const known = knownKeysAt(parent);
  const nearest = nearestKey(key, known);
  const retired = retiredKeys[key];
  const hint =
    retired ??
    (nearest === undefined
      ? `known here: ${known.toSorted().join(", ")}`
      : `did you mean ${nearest}?`);
  return { path, at: "key", message: "is not a known key", hint };
};

const wrongType = (path: ConfigPath, expected: string, value: ConfigTree | undefined): Flaw => {
  if (value === undefined && typeof path.at(-1) === "string")
    return { path, message: "is required" };
  const message = `must be ${typeNames[expected] ?? expected}, not ${nameOf(value)}`;
  const hint = typeof value === "string" ? textHint(expected, value) : undefined;
  return { path, message, ...(hint === undefined ? {} : { hint }) };
};

const textHint = (expected: string, value: string): string | undefined => {
  if (expected === "boolean" && /^(?:yes|no|on|off|true|false)$/i.test(value)) {
    return `write ${/^(?:yes|on|true)$/i.test(value) ? "true" : "false"}, without quotes`;
  }
  const isNumber =
    ["number", "int"].includes(expected) && value !== "" && Number.isFinite(Number(value));
  return isNumber ? `write ${value}, without quotes` : undefined;
};

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

const nameOf = (value: ConfigTree | undefined): string => {
  if (value === undefined) return "nothing";
  if (isList(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  return typeof value === "string"
    ? "text"
    : typeof value === "number"
      ? "a number"
      : "true or false";
};

const wantedBy = (branch: readonly Issue[]): readonly string[] =>
  branch.flatMap((issue) =>
    issue.code === "invalid_type" && issue.path.length === 0
      ? [typeNames[issue.expected] ?? issue.expected]
      : [],
  );

const wrongChoice = (
  path: ConfigPath,
  choices: readonly string[],
  value: ConfigTree | undefined,
): Flaw => {
  if (value === undefined)
    return { path, message: "is required", hint: `one of ${choices.join(", ")}` };
  const message = `must be one of ${choices.join(", ")}`;
  const nearest = typeof value === "string" ? nearestKey(value, choices) : undefined;
  return { path, message, ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }) };
};

const wrongSize = (
  path: ConfigPath,
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  value: ConfigTree | undefined,
): Flaw => {
  if (isList(value)) return { path, message: "must not be empty" };
  const limit =
    issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
  return { path, message: `must be ${limit}, not ${JSON.stringify(value)}` };
};

const withHint = (path: ConfigPath, issue: Issue): Flaw => {
  const hint: unknown = issue.code === "custom" ? issue.params?.["hint"] : undefined;
  return { path, message: issue.message, ...(typeof hint === "string" ? { hint } : {}) };
};
