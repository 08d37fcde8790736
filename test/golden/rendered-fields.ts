import { parseAllDocuments } from "yaml";

/** Everything a rendered configuration names. */
export interface RenderedDocument {
  /** `group/version/Kind`. */
  readonly type: string;
  /** Dotted paths of all leaves; flags count as one leaf, `…extraArgs`. */
  readonly fields: readonly string[];
  /** Flag names by the path of their list or map: `controllerManager.extraArgs`. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

export const readRendered = (text: string): readonly RenderedDocument[] =>
  parseAllDocuments(text).map((document) => {
    const content: unknown = document.toJS();
    const { apiVersion = "", kind = "", ...rest } = toRecord(content);
    return {
      type: `${String(apiVersion)}/${String(kind)}`,
      fields: [...new Set(listFields(rest, ""))],
      flags: new Map(listFlags(rest, "")),
    };
  });

const isFlags = (key: string): boolean => key === "extraArgs" || key === "kubeletExtraArgs";
const isLeaf = (key: string): boolean =>
  isFlags(key) || key === "taints" || key.startsWith("eviction");

const listFields = (value: unknown, path: string): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((member) => listFields(member, path));
  const entries = Object.entries(toRecord(value));
  if (entries.length === 0) return [path];
  return entries.flatMap(([key, below]) => {
    const next = path === "" ? key : `${path}.${key}`;
    return isLeaf(key) ? [next] : listFields(below, next);
  });
};

const listFlags = (
  value: unknown,
  path: string,
): readonly (readonly [string, readonly string[]])[] =>
  Object.entries(toRecord(value)).flatMap(([key, below]) => {
    const next = path === "" ? key : `${path}.${key}`;
    return isFlags(key) ? [[next, flagNames(below)] as const] : listFlags(below, next);
  });

const flagNames = (flags: unknown): readonly string[] =>
  Array.isArray(flags)
    ? flags.map((flag: unknown) => String(toRecord(flag)["name"]))
    : Object.keys(toRecord(flags));

const toRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
