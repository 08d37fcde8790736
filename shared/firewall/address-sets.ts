import { BlockList, isIPv6 } from "node:net";

/** Whether an address, or all of a network, is in a list of addresses and networks. */
export const isAmong = (address: string, entries: readonly string[]): boolean =>
  entries.some((entry) => contains(entry, address));

/** Each once, in the order in which nft lists them. */
export const sortAddresses = (entries: readonly string[]): readonly string[] =>
  // Every member of the cluster is among them: a key is made once for each, not for each comparison.
  [...new Set(entries)]
    .map((entry) => ({ entry, key: sortKey(entry) }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ entry }) => entry);

/** Sorted, without what another entry contains: the packet filter refuses intervals that overlap. */
export const withoutContained = (entries: readonly string[]): readonly string[] => {
  const all = sortAddresses(entries);
  return all.filter((entry) => !all.some((other) => other !== entry && contains(other, entry)));
};

/** Of an address or a network. */
export const isIpv6Entry = (entry: string): boolean => entry.includes(":");

/** Numbers of IPv4 by their value; IPv6 in its usual form sorts well enough as text. */
const sortKey = (entry: string): string =>
  isIpv6Entry(entry) ? entry : entry.replaceAll(/\d+/g, (digits) => digits.padStart(3, "0"));

const contains = (network: string, entry: string): boolean => {
  if (isIpv6Entry(network) !== isIpv6Entry(entry)) return false;
  const outer = toNetwork(network);
  const inner = toNetwork(entry);
  if (outer.prefix > inner.prefix) return false;
  const list = new BlockList();
  list.addSubnet(outer.address, outer.prefix, outer.family);
  return list.check(inner.address, inner.family);
};

const toNetwork = (entry: string) => {
  const [address = "", prefix] = entry.split("/");
  const family = isIPv6(address) ? ("ipv6" as const) : ("ipv4" as const);
  return { address, family, prefix: Number(prefix ?? (family === "ipv6" ? 128 : 32)) };
};
