import {
  adoptionHostsMissing,
  adoptionNoCluster,
  adoptionNoNodes,
} from "../../shared/errors/adoption-errors.ts";
import { usageInvalid } from "../../shared/errors/cli-errors.ts";
import type { AdoptedHost, ClusterObjects, FoundCluster } from "./found-cluster.ts";
import type { NamedHost } from "./named-hosts.ts";
import type { NodeHost } from "./read-node-host.ts";

export interface SeenHost {
  readonly named: NamedHost;
  readonly host: NodeHost;
}

/** The master that is asked for the cluster: the first that was named. Throws `ADOPTION_NO_CLUSTER`. */
export const findMaster = <Seen extends Pick<SeenHost, "named" | "host">>(
  hosts: readonly Seen[],
): Seen => {
  const master = hosts.find(
    ({ host }) =>
      host.hasAdminKubeconfig &&
      host.caCertificateHash !== undefined &&
      host.manifests["kube-apiserver"] !== undefined,
  );
  if (master !== undefined) return master;
  throw adoptionNoCluster({ hosts: addressesOf(hosts) });
};

/**
 * Every node with its host. Throws `ADOPTION_HOSTS_MISSING`, `ADOPTION_NO_NODES`: of another cluster, or
 * of none; `USAGE_INVALID`: one that is named twice.
 */
export const matchHosts = (
  hosts: readonly SeenHost[],
  { nodes, ...objects }: ClusterObjects,
): FoundCluster => {
  const caCertificateHash = findMaster(hosts).host.caCertificateHash ?? "";
  const matched = hosts.flatMap((seen): readonly AdoptedHost[] => {
    const { host } = seen;
    const node = nodes.find(({ name, address }) =>
      host.caCertificateHash === caCertificateHash
        ? name === host.hostname || address === seen.named.address
        : false,
    );
    const role = host.manifests["kube-apiserver"] === undefined ? "worker" : "master";
    return node === undefined ? [] : [{ ...seen, node, role }];
  });
  const twice = matched.find(
    ({ node }, at) => matched.findIndex((one) => one.node.name === node.name) !== at,
  );
  if (twice !== undefined)
    throw usageInvalid({
      verb: "adopt",
      reason: `${twice.named.address} is ${twice.node.name}, which is named by another address already`,
    });
  const known = new Set(matched.map(({ named }) => named.address));
  const strangers = hosts.filter(({ named }) => !known.has(named.address));
  if (strangers.length > 0) throw adoptionNoNodes({ hosts: addressesOf(strangers) });
  const found = new Set(matched.map(({ node }) => node.name));
  const missing = nodes.filter(({ name }) => !found.has(name));
  if (missing.length > 0)
    throw adoptionHostsMissing({
      nodes: missing.map(({ name, address = "" }) => `${name} (${address})`).join(", "),
    });
  return { ...objects, hosts: matched, caCertificateHash };
};

const addressesOf = (hosts: readonly Pick<SeenHost, "named">[]): string =>
  hosts.map(({ named }) => named.address).join(", ");
