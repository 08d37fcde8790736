import { isDeepStrictEqual } from "node:util";
import type { Taint } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { NodeLabels, NodeTaint } from "../config/schema/kubernetes-names.ts";
import type { AdoptedHost } from "./found-cluster.ts";
import type { NamedHost } from "./named-hosts.ts";

/** A host of cluster.yml: how it is reached, as it was named, and what its node has. */
export const carryHost = (
  { named, node, role }: AdoptedHost,
  version: string,
): Readonly<Record<string, unknown>> => {
  const labels = Object.fromEntries(
    Object.entries(node.labels)
      .filter(([key, value]) => isSomebodys(key) && NodeLabels.safeParse({ [key]: value }).success)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
  const taints = node.taints.filter(
    (taint) => !isSystems(taint) && NodeTaint.safeParse(taint).success,
  );
  const usual = role === "master" ? versionRow(version).controlPlane.taints : [];
  return {
    address: named.address,
    ...(node.address === undefined || node.address === named.address
      ? {}
      : { private_address: node.address }),
    role,
    ...toAccess(named),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(isDeepStrictEqual(taints, usual) ? {} : { taints }),
    ...["docker", "cri-o"]
      .filter((kind) => node.runtime.startsWith(`${kind}://`))
      .map((kind) => ({ container_runtime: kind }))[0],
    manage_container_runtime: false,
  };
};

/** What says how to log in, where it is not a default. */
export const toAccess = (named: NamedHost): Readonly<Record<string, unknown>> => ({
  user: named.user,
  ...(named.ssh_port === 22 ? {} : { ssh_port: named.ssh_port }),
  ...defined({
    ssh_key_path: named.ssh_key_path,
    bastion: named.bastion,
    ssh_proxy_command: named.ssh_proxy_command,
    host_key: named.host_key,
  }),
});

const defined = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Labels that kubelets, kubeadm and cloud providers keep by themselves. */
const isSomebodys = (key: string): boolean =>
  !/^(?:(?:beta\.)?kubernetes\.io|node\.kubernetes\.io|topology\.kubernetes\.io|failure-domain\.beta\.kubernetes\.io)\//.test(
    key,
  ) &&
  key !== "node-role.kubernetes.io/master" &&
  key !== "node-role.kubernetes.io/control-plane";

/** Taints that come and go with a node's state. */
const isSystems = ({ key }: Taint): boolean =>
  key.startsWith("node.kubernetes.io/") || key.startsWith("node.cloudprovider.kubernetes.io/");
