import type { HostKey } from "./scan-host-keys.ts";

/**
 * What known_hosts says of the keys that a host presents: `match`; `changed`: there is another key
 * of that type; `other-type`: only keys of other types are known, so a login would not ask for this
 * one; `unknown`: the host is not in there.
 */
export type HostKeyComparison = "match" | "changed" | "other-type" | "unknown";

export const compareHostKeys = (
  presented: readonly HostKey[],
  known: readonly HostKey[],
): HostKeyComparison => {
  if (known.length === 0 || presented.length === 0) return "unknown";
  if (presented.some(({ key }) => known.some((other) => other.key === key))) return "match";
  const types = new Set(known.map(({ type }) => type));
  return presented.some(({ type }) => types.has(type)) ? "changed" : "other-type";
};
