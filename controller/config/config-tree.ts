import type { ConfigPath } from "./config-path.ts";

/** What YAML says before the schema has looked at it; its null is undefined, and no mapping holds one. */
export type ConfigTree =
  | string
  | number
  | boolean
  | undefined
  | readonly ConfigTree[]
  | { readonly [key: string]: ConfigTree };

export interface PlacedValue {
  readonly path: ConfigPath;
  readonly value: ConfigTree;
}

/** All values that a pattern such as `hosts[].bastion.key` or `addons.*` names. */
export const selectValues = (tree: ConfigTree, pattern: string): readonly PlacedValue[] => {
  const steps = pattern.replaceAll("[]", ".[]").split(".");
  const start: readonly PlacedValue[] = [{ path: [], value: tree }];
  return steps.reduce((found, step) => found.flatMap((place) => children(place, step)), start);
};

/** The value at a path; undefined where there is none. */
export const valueAt = (tree: ConfigTree | undefined, path: ConfigPath): ConfigTree | undefined =>
  path.reduce((value: ConfigTree | undefined, step) => childOf(value, step), tree);

/** The same tree with scalars replaced by what `rewrite` returns for them. */
export const rewriteScalars = (
  tree: ConfigTree,
  rewrite: (path: ConfigPath, value: string | number | boolean) => ConfigTree,
  path: ConfigPath = [],
): ConfigTree => {
  if (tree === undefined) return tree;
  if (isList(tree))
    return tree.map((item, index) => rewriteScalars(item, rewrite, [...path, index]));
  if (typeof tree !== "object") return rewrite(path, tree);
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [
      key,
      rewriteScalars(value, rewrite, [...path, key]),
    ]),
  );
};

export const isMapping = (
  tree: ConfigTree | undefined,
): tree is { readonly [key: string]: ConfigTree } => typeof tree === "object" && !isList(tree);

/** `Array.isArray` does not narrow a readonly array. */
export const isList = (tree: ConfigTree | undefined): tree is readonly ConfigTree[] =>
  Array.isArray(tree);

const children = ({ path, value }: PlacedValue, step: string): readonly PlacedValue[] => {
  if (step === "[]") {
    return isList(value)
      ? value.map((item, index) => ({ path: [...path, index], value: item }))
      : [];
  }
  if (!isMapping(value)) return [];
  const keys = step === "*" ? Object.keys(value) : [step];
  return keys.flatMap((key) => {
    const child = childOf(value, key);
    return child === undefined ? [] : [{ path: [...path, key], value: child }];
  });
};

const childOf = (value: ConfigTree | undefined, step: string | number): ConfigTree | undefined => {
  if (typeof step === "number") return isList(value) ? value[step] : undefined;
  return isMapping(value) && Object.hasOwn(value, step) ? value[step] : undefined;
};
