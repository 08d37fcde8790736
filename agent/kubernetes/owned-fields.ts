import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Change } from "../engine/change.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, listAt, textAt, valueAt } from "./json-path.ts";

const FIELD_MANAGER = "pharosctl";

type Path = readonly string[];

/**
 * Compares an object in the cluster with the fields that are to be ours, and with the ones that the
 * API server says were. Lists are compared as wholes. Identity (apiVersion, kind, name) is not compared.
 */
export const diffOwnedFields = (
  present: KubernetesObject,
  wanted: KubernetesObject,
): readonly Change[] => {
  const leaves = listLeaves(wanted).filter((path) => !isIdentity(path));
  const set = leaves.flatMap((path): readonly Change[] => {
    const before = valueAt(present, ...path);
    const after = valueAt(wanted, ...path);
    return isDeepStrictEqual(before, after) ? [] : [toChange(path, before, after)];
  });
  const removed = listOwned(present)
    .filter((path) => !isIdentity(path) && valueAt(wanted, ...path) === undefined)
    .filter((path) => valueAt(present, ...path) !== undefined)
    .map((path) => toChange(path, valueAt(present, ...path), undefined));
  return [...set, ...removed];
};

const listLeaves = (value: unknown, path: Path = []): readonly Path[] => {
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, below]) => listLeaves(below, [...path, key]));
};

const IDENTITY: readonly string[] = ["apiVersion", "kind", "metadata.name", "metadata.namespace"];

const isIdentity = (path: Path): boolean => IDENTITY.includes(path.join("."));

/** Leaves that our own applies own, from `managedFields`; what is inside a list counts as the list. */
const listOwned = (object: KubernetesObject): readonly Path[] =>
  listAt(object, "metadata", "managedFields")
    .filter(
      (entry) =>
        textAt(entry, "manager") === FIELD_MANAGER && textAt(entry, "operation") === "Apply",
    )
    .flatMap((entry) => listFieldPaths(valueAt(entry, "fieldsV1"), []));

const FIELD_PREFIX = "f:";

const listFieldPaths = (fields: unknown, path: Path): readonly Path[] => {
  const members = Object.entries(isRecord(fields) ? fields : {}).filter(([key]) => key !== ".");
  if (members.length === 0 || !members.every(([key]) => key.startsWith(FIELD_PREFIX)))
    return [path];
  return members.flatMap(([key, below]) =>
    listFieldPaths(below, [...path, key.slice(FIELD_PREFIX.length)]),
  );
};

const toChange = (path: Path, before: unknown, after: unknown): Change => ({
  field: path.join("."),
  ...(before === undefined ? {} : { before: toText(before) }),
  ...(after === undefined ? {} : { after: toText(after) }),
});

const LONGEST_SHOWN = 120;

/** Whole documents would drown a plan: they are told apart by length and hash. */
const toText = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.length <= LONGEST_SHOWN && !text.includes("\n")) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return `${text.length} characters, sha256 ${hash}`;
};
