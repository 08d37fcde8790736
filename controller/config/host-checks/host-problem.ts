import type { HostFacts } from "../../../shared/spec/facts.ts";
import type { ClusterConfig } from "../cluster-config.ts";

/** Something that speaks against a host, or for having a look at it. */
export interface HostProblem {
  readonly severity: "error" | "warning";
  /** `hostId` of cluster.yml. */
  readonly host: string;
  readonly code: HostProblemCode;
  readonly message: string;
  readonly hint: string;
}

export type HostProblemCode =
  | "ARCHITECTURE_MIXED"
  | "ARCHITECTURE_UNSUPPORTED"
  | "CIDR_ROUTE_OVERLAP"
  | "CLOCK_SKEW"
  | "CLOCK_UNSYNCHRONIZED"
  | "CPU_TOO_FEW"
  | "DISK_TOO_FULL"
  | "ETCD_MEMBER_AWAY"
  | "EXISTING_DOCKER"
  | "EXISTING_KUBERNETES"
  | "FIREWALL_ACTIVE"
  | "HOSTNAME_DUPLICATE"
  | "HOSTNAME_INVALID"
  | "MACHINE_ID_DUPLICATE"
  | "MEMORY_TOO_LITTLE"
  | "PORT_IN_USE"
  | "RUNTIME_UNSUITABLE"
  | "SYSTEM_UNSUPPORTED"
  | "UPGRADE_GOES_BACK"
  | "UPGRADE_SKIPS_MINOR"
  | "UPGRADE_SKEW"
  | "WEBHOOK_UNREACHABLE";

/** What the controller knows of a host besides its facts. */
export interface HostProbe {
  /** The host's clock less the controller's, with half of the round trip taken off. */
  readonly clockOffsetMs: number;
  /** The host has an agent of this cluster: what runs there is ours. */
  readonly isMember: boolean;
}

/** One host with all that is known of it. */
export interface KnownHost {
  readonly id: string;
  readonly config: ClusterConfig["hosts"][number];
  readonly facts: HostFacts;
  readonly probe: HostProbe;
}

/** Looks at one host, or at all of them together. */
export type HostCheck = (
  hosts: readonly KnownHost[],
  config: ClusterConfig,
) => readonly HostProblem[];

/** A check that looks at hosts one by one. */
export const eachHost =
  (
    check: (host: KnownHost, config: ClusterConfig) => readonly Omit<HostProblem, "host">[],
  ): HostCheck =>
  (hosts, config) =>
    hosts.flatMap((host) => check(host, config).map((problem) => ({ ...problem, host: host.id })));

/** It is a member, or a node of the very cluster that cluster.yml adopts: what runs there is meant to. */
export const isOfCluster = (
  { facts, probe }: Pick<KnownHost, "facts" | "probe">,
  { adopted }: Pick<ClusterConfig, "adopted">,
): boolean =>
  probe.isMember ||
  (adopted !== undefined && facts.kubernetes.caCertificateHash === adopted.ca_certificate_hash);
