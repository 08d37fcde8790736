import type { FirewallSpec, NodeSpec } from "../spec/node-spec.ts";
import { sortAddresses, withoutContained } from "./address-sets.ts";
import type {
  AddressSet,
  FilterRule,
  FilterRules,
  PortRange,
  TransportName,
} from "./filter-rules.ts";
import { AGENT_PORT, type Audience, type PortPlace, portTable, SSH_PORT } from "./port-table.ts";

export type FilteredHost = Pick<NodeSpec, "role" | "network" | "kubernetes"> & {
  readonly firewall: FirewallSpec;
};

/** The bridge that pods of the `bridge` network hang on. */
export const POD_BRIDGE = "pharos0";

/** The rules of one host: pure, the same spec gives the same rules. */
export const buildFilterRules = (host: FilteredHost): FilterRules => {
  const friends = friendRules(host);
  const openPorts = openPortRules(host.firewall);
  const always = alwaysRule(host.firewall);
  return {
    nodePorts: [
      rule({ established: true }, "accept", "of a connection that was let in"),
      rule(
        { protocols: PORT_PROTOCOLS, otherPorts: host.firewall.nodePorts },
        "accept",
        "no NodePort",
      ),
      rule({ device: "lo" }, "accept", "this host itself"),
      rule({ toHost: false }, "accept", "on its way to another host or a pod"),
      always,
      ...friends,
      ...openPorts,
      rule(
        { protocols: PORT_PROTOCOLS, ports: [host.firewall.nodePorts] },
        "drop",
        "NodePorts are for members",
      ),
    ],
    input: [
      rule({ device: "lo" }, "accept", "this host itself"),
      rule({ established: true }, "accept", "of a connection that was let in"),
      ...networkRules,
      always,
      rule(
        { protocols: ["tcp"], ports: portsFor(host, "loopback") },
        "drop",
        "for this host itself alone",
      ),
      ...etcdRules(host),
      ...friends,
      ...peerRules(host),
      rule({ translated: true }, "accept", "to a service whose pod uses the host's network"),
      ...serviceAddressRules(host),
      rule({ protocols: ["tcp"], ports: portsFor(host, "everybody") }, "accept", "for everybody"),
      ...openPorts,
    ],
  };
};

const PORT_PROTOCOLS: readonly TransportName[] = ["tcp", "udp", "sctp"];

const rule = (
  match: FilterRule["match"],
  verdict: FilterRule["verdict"],
  comment: string,
): FilterRule => ({ match, verdict, comment });

/** Errors, neighbours, routers and addresses: without these a network does not work. */
const networkRules: readonly FilterRule[] = [
  rule({ protocols: ["icmp", "igmp", "ipv6-icmp"] }, "accept", "errors, neighbours, groups"),
  rule({ protocols: ["udp"], sourcePort: 67, ports: [port(68)] }, "accept", "DHCP"),
  rule({ protocols: ["udp"], sourcePort: 547, ports: [port(546)] }, "accept", "DHCPv6"),
];

/** In front of whatever drops: a host stays reachable for its owner. */
const alwaysRule = ({ sshPorts }: FirewallSpec): FilterRule =>
  rule(
    { protocols: ["tcp"], ports: mergePorts([...sshPorts, AGENT_PORT].map(port)) },
    "accept",
    "SSH and the agent",
  );

const ALWAYS_OPEN: readonly number[] = [SSH_PORT, AGENT_PORT];

/** Loopback ports are closed everywhere: a list that does not depend on the host cannot miss one. */
const portsFor = (host: FilteredHost, audience: Audience): readonly PortRange[] =>
  mergePorts(
    portTable.filter(
      ({ from, protocol, on, first }) =>
        from === audience &&
        protocol === "tcp" &&
        !ALWAYS_OPEN.includes(first) &&
        (audience === "loopback" || isOn(on, host)),
    ),
  );

const isOn = (place: PortPlace, { role, firewall }: FilteredHost): boolean => {
  switch (place) {
    case "all":
      return true;
    case "masters":
      return role === "master";
    case "ingress":
      return firewall.ingress;
  }
};

/** Before members and pods are let in on everything else. */
const etcdRules = (host: FilteredHost): readonly FilterRule[] => {
  if (host.role !== "master") return [];
  const etcd = { protocols: ["tcp"], ports: portsFor(host, "masters") } as const;
  const masters = host.firewall.members.filter(({ role }) => role === "master");
  const source = {
    name: "masters",
    entries: sortAddresses(masters.flatMap(({ addresses }) => addresses)),
  };
  return [
    ...(source.entries.length === 0
      ? []
      : [rule({ ...etcd, source }, "accept", "etcd, for masters")]),
    rule(etcd, "drop", "etcd is for masters"),
  ];
};

/** Members, pods and trusted networks: whatever a service's pod listens on with the host's address. */
const friendRules = (host: FilteredHost): readonly FilterRule[] => {
  const { members, trustedSubnets } = host.firewall;
  const everyone = sortAddresses(members.flatMap(({ addresses }) => addresses));
  return [
    ...fromSet("members", everyone, "members of the cluster"),
    podRule(host),
    ...fromSet("trusted", withoutContained(trustedSubnets), "network.firewall.trusted_subnets"),
  ];
};

const podRule = ({ network }: FilteredHost): FilterRule =>
  network.provider === "bridge"
    ? rule(
        { device: POD_BRIDGE, source: { name: "pods", entries: [network.podCidr] } },
        "accept",
        "pods to their host",
      )
    : rule(
        { source: { name: "pods", entries: [network.clusterCidr] } },
        "accept",
        "pods to their host",
      );

const fromSet = (
  name: string,
  entries: readonly string[],
  comment: string,
): readonly FilterRule[] =>
  entries.length === 0 ? [] : [rule({ source: { name, entries } }, "accept", comment)];

/** Weave's peers that are no members of this cluster. */
const peerRules = ({ network, firewall }: FilteredHost): readonly FilterRule[] => {
  if (network.provider !== "weave" || firewall.peers.length === 0) return [];
  const source = { name: "peers", entries: sortAddresses(firewall.peers) };
  const comment = "network.weave.known_peers";
  const rows = portTable.filter(
    (one) => one.network === "weave" && one.from === "members" && one.last !== 6781,
  );
  return rows.map(({ protocol, first, last }) =>
    rule(
      { source, protocols: [protocol], ...(first > 0 ? { ports: [{ first, last }] } : {}) },
      "accept",
      comment,
    ),
  );
};

/** With IPVS services' addresses are this host's own and are seen here; else they are translated before. */
const serviceAddressRules = ({ kubernetes }: FilteredHost): readonly FilterRule[] => {
  if (kubernetes.kubeProxy.mode !== "ipvs") return [];
  const destination: AddressSet = { name: "services", entries: [kubernetes.serviceCidr] };
  return [rule({ destination }, "accept", "services, which IPVS answers here")];
};

const openPortRules = ({ openPorts }: FirewallSpec): readonly FilterRule[] =>
  (["tcp", "udp"] as const).flatMap((protocol) => {
    const ports = mergePorts(openPorts.filter((one) => one.protocol === protocol));
    return ports.length === 0
      ? []
      : [rule({ protocols: [protocol], ports }, "accept", "network.firewall.open_ports")];
  });

function port(number: number): PortRange {
  return { first: number, last: number };
}

/** Sorted, without overlaps: the packet filter refuses intervals that overlap. */
const mergePorts = (ranges: readonly PortRange[]): readonly PortRange[] => {
  const merged: PortRange[] = [];
  for (const { first, last } of ranges.toSorted((a, b) => a.first - b.first)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before.last + 1) {
      merged[merged.length - 1] = { first: before.first, last: Math.max(before.last, last) };
    } else merged.push({ first, last });
  }
  return merged;
};
