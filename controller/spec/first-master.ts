import type { PlannedHost } from "./node-spec-input.ts";

/** What of a host decides. */
interface Candidate {
  readonly member: Pick<PlannedHost["member"], "role">;
  readonly facts: Pick<PlannedHost["facts"], "kubernetes">;
}

/**
 * The master that starts the cluster and keeps its objects: the first of cluster.yml that runs a
 * control plane already, so that a new host on top of the list never starts a second cluster; else
 * the first master. One whose join was cut has the manifests, and no data of etcd yet.
 */
export const firstMaster = <Host extends Candidate>(hosts: readonly Host[]): Host | undefined => {
  const masters = hosts.filter(({ member }) => member.role === "master");
  const running = masters.filter(({ facts }) => facts.kubernetes.controlPlane);
  return running.find(({ facts }) => facts.kubernetes.etcdMember) ?? running[0] ?? masters[0];
};
