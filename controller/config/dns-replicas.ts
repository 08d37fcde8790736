import type { ClusterConfig } from "./cluster-config.ts";

/** Replicas of the cluster's DNS: as asked for, else 1 for one host, else 1 and one more per 10 hosts. */
export const dnsReplicas = (config: ClusterConfig): number => {
  const { dns, dns_replicas } = config.network;
  const hosts = config.hosts.length;
  return dns.replicas ?? dns_replicas ?? (hosts === 1 ? 1 : 1 + Math.ceil(hosts / 10));
};
