/**
 * The DNS name in an agent's certificate, and the name that the controller checks when it connects
 * (`servername`, or `grpc.ssl_target_name_override`). It is never resolved.
 */
export const agentDnsName = (host: string, clusterId: string): string =>
  `${host}${agentDnsSuffix(clusterId)}`;

/** The host of an agent's name; undefined for a name of another cluster or none of ours. */
export const parseAgentDnsName = (dnsName: string, clusterId: string): string | undefined => {
  const suffix = agentDnsSuffix(clusterId);
  const host = dnsName.endsWith(suffix) ? dnsName.slice(0, -suffix.length) : "";
  return isHostName(host) ? host : undefined;
};

/** A DNS subdomain as Kubernetes takes it for a node; 200 leaves room for our suffix in 253. */
export const isHostName = (name: string): boolean =>
  name.length <= 200 &&
  /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(name);

/** Ends every agent's name, in all clusters. */
export const agentDnsZone = "pharos.internal";

function agentDnsSuffix(clusterId: string): string {
  return `.${clusterId}.${agentDnsZone}`;
}
