import type { ConfigTree } from "../config/config-tree.ts";

/** A parsed JSON value as cluster.yml would have it: null is nothing, and no mapping holds one. */
export const toConfigTree = (value: unknown): ConfigTree => {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(toConfigTree);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, child]) => child !== null)
      .map(([key, child]) => [key, toConfigTree(child)]),
  );
};
