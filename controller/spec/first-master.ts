import type { PlannedHost } from "./node-spec-input.ts";

/**
 * The master that starts the cluster and keeps its objects: the first of cluster.yml that runs a
 * control plane already, so that a new host on top of the list never starts a second cluster; else
 * the first master.
 */
export const firstMaster = (hosts: readonly PlannedHost[]): PlannedHost | undefined => {
  const masters = hosts.filter(({ member }) => member.role === "master");
  return masters.find(({ facts }) => facts.kubernetes.controlPlane) ?? masters[0];
};
