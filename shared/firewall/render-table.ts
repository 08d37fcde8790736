import { isIpv6Entry } from "./address-sets.ts";
import type {
  AddressSet,
  FilterRule,
  FilterRules,
  PacketMatch,
  PortRange,
} from "./filter-rules.ts";

export const FILTER_TABLE = "pharos";

/**
 * A file for `nft -f` that replaces the table `inet pharos` in one transaction and touches no other.
 * The table itself is written as `nft list` shows it, so that a difference can be read.
 */
export const renderTableFile = (rules: FilterRules): string => toTableFile(renderTable(rules));

/** The same of a table that is rendered already: it names every member of the cluster. */
export const toTableFile = (table: string): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    `table inet ${FILTER_TABLE}`,
    `delete table inet ${FILTER_TABLE}`,
    table,
  ].join("\n");

/** The same for a host that is to have none. */
export const NO_TABLE_FILE = `table inet ${FILTER_TABLE}\ndelete table inet ${FILTER_TABLE}\n`;

/** `nft list table inet pharos`, but for line breaks in long sets. */
export const renderTable = ({ nodePorts, input }: FilterRules): string =>
  [
    `table inet ${FILTER_TABLE} {`,
    ...setsOf([...nodePorts, ...input]).flatMap((set) => [...set, ""]),
    "\tchain nodeports {",
    // After connections are tracked (-200), before kube-proxy translates (-100).
    "\t\ttype filter hook prerouting priority dstnat - 10; policy accept;",
    ...nodePorts.flatMap(renderRule),
    "\t}",
    "",
    "\tchain input {",
    "\t\ttype filter hook input priority filter; policy drop;",
    ...input.flatMap(renderRule),
    "\t}",
    "}",
    "",
  ].join("\n");

type Family = 4 | 6;
const FAMILIES: readonly Family[] = [4, 6];

const setsOf = (rules: readonly FilterRule[]): readonly (readonly string[])[] => {
  const byName = new Map<string, AddressSet>();
  for (const { match } of rules) {
    for (const set of [match.source, match.destination])
      if (set !== undefined) byName.set(set.name, set);
  }
  return [...byName.values()].flatMap((set) =>
    FAMILIES.flatMap((family) => renderSet(set, family)),
  );
};

const renderSet = (set: AddressSet, family: Family): readonly (readonly string[])[] => {
  if (!hasFamily(set, family)) return [];
  const entries = entriesOf(set, family);
  return [
    [
      `\tset ${set.name}${family} {`,
      `\t\ttype ipv${family}_addr`,
      // Networks are intervals; a set of mere addresses is faster without.
      ...(entries.some((entry) => entry.includes("/")) ? ["\t\tflags interval"] : []),
      `\t\telements = { ${entries.join(", ")} }`,
      "\t}",
    ],
  ];
};

const hasFamily = ({ entries }: AddressSet, family: Family): boolean =>
  entries.some((entry) => isIpv6Entry(entry) === (family === 6));

const entriesOf = ({ entries }: AddressSet, family: Family): readonly string[] =>
  entries
    .filter((entry) => isIpv6Entry(entry) === (family === 6))
    .map((entry) => entry.replace(family === 4 ? /\/32$/ : /\/128$/, ""));

/** One line, or one for each family of its addresses. */
const renderRule = ({ match, verdict, comment }: FilterRule): readonly string[] => {
  // A list of no ports is no port; written without a list it would be all of them.
  if (match.ports?.length === 0) return [];
  const set = match.source ?? match.destination;
  const side = match.source === undefined ? "daddr" : "saddr";
  const end = `${verdict} comment "${comment}"`;
  if (set === undefined) return [line([...renderMatch(match), end])];
  return FAMILIES.filter((family) => hasFamily(set, family)).map((family) =>
    line([
      ...(match.device === undefined ? [] : [renderDevice(match.device)]),
      `${family === 4 ? "ip" : "ip6"} ${side} @${set.name}${family}`,
      ...renderTransport(match),
      end,
    ]),
  );
};

const line = (words: readonly string[]): string => `\t\t${words.join(" ")}`;

const renderDevice = (device: string): string => `iifname "${device}"`;

const renderMatch = (match: PacketMatch): readonly string[] => [
  ...(match.device === undefined ? [] : [renderDevice(match.device)]),
  ...(match.established === undefined ? [] : ["ct state established,related"]),
  ...(match.translated === undefined ? [] : ["ct status dnat"]),
  ...(match.toHost === undefined
    ? []
    : [match.toHost ? "fib daddr type local" : "fib daddr type != local"]),
  ...renderTransport(match),
];

const renderTransport = (match: PacketMatch): readonly string[] => {
  const { protocols = [], ports = [], otherPorts, sourcePort } = match;
  const [only] = protocols;
  if (only === undefined) return [];
  const hasPorts = ports.length > 0 || otherPorts !== undefined || sourcePort !== undefined;
  const isOne = protocols.length === 1;
  const field = isOne ? only : "th";
  return [
    ...(isOne && hasPorts ? [] : [`meta l4proto ${renderSome(protocols)}`]),
    ...(sourcePort === undefined ? [] : [`${field} sport ${sourcePort}`]),
    ...(ports.length === 0 ? [] : [`${field} dport ${renderSome(ports.map(renderRange))}`]),
    ...(otherPorts === undefined ? [] : [`${field} dport != ${renderRange(otherPorts)}`]),
  ];
};

const renderSome = (values: readonly string[]): string =>
  values.length === 1 ? values.join("") : `{ ${values.join(", ")} }`;

const renderRange = ({ first, last }: PortRange): string =>
  first === last ? String(first) : `${first}-${last}`;
