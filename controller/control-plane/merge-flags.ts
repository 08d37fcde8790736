import { sortKeys } from "../spec/sort-keys.ts";

export type Flags = Readonly<Record<string, string>>;

/** Later ones win; by name. */
export const mergeFlags = (parts: readonly (Flags | undefined)[]): Flags =>
  sortKeys(Object.fromEntries(parts.flatMap((flags) => Object.entries(flags ?? {}))));
