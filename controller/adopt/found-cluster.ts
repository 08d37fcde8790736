import type { Taint } from "../../shared/spec/node-spec.ts";
import type { NamedHost } from "./named-hosts.ts";
import type { NodeHost } from "./read-node-host.ts";

/** A node as the API server has it. */
export interface FoundNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** Its first InternalIP. */
  readonly address: string | undefined;
  /** Without the `v`. */
  readonly kubeletVersion: string;
  /** `containerd://1.6.20`. */
  readonly runtime: string;
}

/** What a master has told of its cluster. */
export interface ClusterObjects {
  readonly nodes: readonly FoundNode[];
  /** ConfigMap kubeadm-config, key ClusterConfiguration. */
  readonly clusterConfiguration: string | undefined;
  /** ConfigMap kube-proxy, key config.conf. */
  readonly proxyConfiguration: string | undefined;
  /** ConfigMap pharos-config, key cluster.yml: ours, or that of Kontena's pharos-cluster. */
  readonly storedConfiguration: string | undefined;
  /** `namespace/name` of every DaemonSet. */
  readonly daemonSets: readonly string[];
  /** The same of Deployments. */
  readonly deployments: readonly string[];
}

/** A host with the node that it is. */
export interface AdoptedHost {
  readonly named: NamedHost;
  readonly host: NodeHost;
  readonly node: FoundNode;
  readonly role: "master" | "worker";
}

/** All that is known of a cluster that is to be adopted. */
export interface FoundCluster extends Omit<ClusterObjects, "nodes"> {
  /** In the order in which they were named. */
  readonly hosts: readonly AdoptedHost[];
  readonly caCertificateHash: string;
}
