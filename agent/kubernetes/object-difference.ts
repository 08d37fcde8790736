import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../engine/change.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, valueAt } from "../../shared/spec/json-path.ts";

type Path = readonly (string | number)[];

/**
 * What an apply would change in an object: the object that is there against the one that a dry run of
 * the API server answers, which has its defaults filled in and the fields of others in place. The
 * server's own bookkeeping is left out; values of Secrets are never shown.
 */
export const diffObjects = (
  present: KubernetesObject,
  result: KubernetesObject,
): readonly Change[] => {
  const show = valueAt(result, "kind") === "Secret" ? showSecret : showValue;
  return differences(present, result, [])
    .filter((path) => !isBookkeeping(path))
    .map((path) => toChange(path, valueAt(present, ...path), valueAt(result, ...path), show));
};

const differences = (before: unknown, after: unknown, path: Path): readonly Path[] => {
  if (isDeepStrictEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
    return keys.flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length)
    return before.flatMap((item, at) => differences(item, after[at], [...path, at]));
  return [path];
};

const BOOKKEEPING: readonly string[] = [
  "metadata.managedFields",
  "metadata.resourceVersion",
  "metadata.generation",
  "metadata.uid",
  "metadata.creationTimestamp",
  "status",
];

const isBookkeeping = (path: Path): boolean => {
  const text = path.join(".");
  return BOOKKEEPING.some((place) => text === place || text.startsWith(`${place}.`));
};

const toChange = (
  path: Path,
  before: unknown,
  after: unknown,
  show: (path: Path, value: unknown) => string,
): Change => ({
  field: path.join("."),
  ...(before === undefined ? {} : { before: show(path, before) }),
  ...(after === undefined ? {} : { after: show(path, after) }),
});

const showSecret = (path: Path, value: unknown): string =>
  path[0] === "metadata" || path[0] === "type" ? showValue(path, value) : "(secret)";

const LONGEST_SHOWN = 120;

/** Whole documents would drown a plan: they are told apart by length and hash. */
const showValue = (_path: Path, value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= LONGEST_SHOWN && !text.includes("\n")) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.length} characters, sha256 ${hash}`;
};
