export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** Addresses and networks, of both families. */
export interface AddressSet {
  readonly name: string;
  readonly entries: readonly string[];
}

/** What a packet must be for a rule to say its verdict; all that is given must hold. */
export interface PacketMatch {
  readonly device?: string;
  /** Part of a connection that was let in, or its consequence. */
  readonly established?: true;
  /** Sent to a service and given another destination on this host. */
  readonly translated?: true;
  /** Whether this host itself is the destination. */
  readonly toHost?: boolean;
  readonly source?: AddressSet;
  readonly destination?: AddressSet;
  readonly protocols?: readonly TransportName[];
  readonly ports?: readonly PortRange[];
  /** Every port but these. */
  readonly otherPorts?: PortRange;
  readonly sourcePort?: number;
}

export type TransportName = "tcp" | "udp" | "sctp" | "icmp" | "ipv6-icmp" | "igmp" | "esp";

export interface FilterRule {
  readonly match: PacketMatch;
  readonly verdict: "accept" | "drop";
  /** For whoever lists the rules. */
  readonly comment: string;
}

/** What the firewall of one host is: the first rule of a chain that matches decides. */
export interface FilterRules {
  /** Before addresses are translated, so that a NodePort is still seen as one. What no rule decides goes on. */
  readonly nodePorts: readonly FilterRule[];
  /** What this host itself would get. What no rule decides is dropped. */
  readonly input: readonly FilterRule[];
}
