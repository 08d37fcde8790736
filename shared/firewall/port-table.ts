/** Who may reach a port of a host. `loopback`: the host itself alone. */
export type Audience = "everybody" | "members" | "masters" | "loopback";

/** Where a port is: on all hosts, on masters, or where the ingress addon runs. */
export type PortPlace = "all" | "masters" | "ingress";

export interface PortRow {
  readonly protocol: "tcp" | "udp" | "esp";
  /** 0 for protocols without ports. */
  readonly first: number;
  readonly last: number;
  readonly service: string;
  readonly on: PortPlace;
  readonly from: Audience;
  /** Only with this network provider. */
  readonly network?: "weave";
}

export const SSH_PORT = 22;
export const AGENT_PORT = 7443;
/** Where the API server's own range says nothing else. */
export const NODE_PORTS = { first: 30_000, last: 32_767 } as const;

const row = (
  protocol: PortRow["protocol"],
  port: number,
  service: string,
  on: PortPlace,
  from: Audience,
): PortRow => ({ protocol, first: port, last: port, service, on, from });

/** Of the network provider `weave`; on all hosts. */
const weave = (
  protocol: PortRow["protocol"],
  port: number,
  service: string,
  from: Audience,
): PortRow => ({ ...row(protocol, port, service, "all", from), network: "weave" });

/**
 * Every port of a cluster's hosts and who may reach it. The firewall's rules are made of it,
 * docs/ports.md is compared with it, and the lab's hosts are probed by it.
 */
export const portTable: readonly PortRow[] = [
  // What sshd really listens on comes in place of it.
  row("tcp", SSH_PORT, "SSH", "all", "everybody"),
  row("tcp", AGENT_PORT, "pharos-agent", "all", "everybody"),
  row("tcp", 6443, "kube-apiserver", "masters", "everybody"),
  row("tcp", 80, "ingress-nginx", "ingress", "everybody"),
  row("tcp", 443, "ingress-nginx", "ingress", "everybody"),
  row("tcp", 10250, "kubelet", "all", "members"),
  row("tcp", 10256, "kube-proxy's health", "all", "members"),
  weave("tcp", 6781, "weave-npc's metrics", "members"),
  weave("tcp", 6783, "Weave's control", "members"),
  weave("udp", 6783, "Weave's sleeve", "members"),
  weave("udp", 6784, "Weave's fast datapath", "members"),
  weave("esp", 0, "Weave's encrypted fast datapath", "members"),
  row("tcp", 18_080, "ingress-nginx's status", "ingress", "members"),
  { ...row("tcp", 0, "NodePorts", "all", "members"), ...NODE_PORTS },
  { ...row("udp", 0, "NodePorts", "all", "members"), ...NODE_PORTS },
  row("tcp", 2379, "etcd's clients", "masters", "masters"),
  row("tcp", 2380, "etcd's peers", "masters", "masters"),
  row("tcp", 2381, "etcd's health and metrics", "masters", "loopback"),
  weave("tcp", 6782, "Weave's status", "loopback"),
  weave("tcp", 6784, "Weave's control of its router", "loopback"),
  row("tcp", 7445, "HAProxy, the API endpoint", "all", "loopback"),
  row("tcp", 7446, "pharos-agent's metrics", "all", "loopback"),
  row("tcp", 10248, "kubelet's health", "all", "loopback"),
  row("tcp", 10249, "kube-proxy's metrics", "all", "loopback"),
  row("tcp", 10251, "kube-scheduler until 1.22", "masters", "loopback"),
  row("tcp", 10252, "kube-controller-manager until 1.22", "masters", "loopback"),
  row("tcp", 10255, "kubelet's old read-only port", "all", "loopback"),
  row("tcp", 10257, "kube-controller-manager", "masters", "loopback"),
  row("tcp", 10259, "kube-scheduler", "masters", "loopback"),
];
