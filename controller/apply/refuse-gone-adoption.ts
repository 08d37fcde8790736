import { adoptedClusterGone } from "../../shared/errors/adoption-errors.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";

/**
 * A cluster that is adopted is never made: while no master runs a control plane of its authority, it was
 * reset, or cluster.yml is about other machines. Throws `ADOPTED_CLUSTER_GONE`.
 */
export const refuseGoneAdoption = (
  { adopted }: Pick<ClusterConfig, "adopted">,
  hosts: readonly Pick<SurveyedHost, "config" | "link">[],
): void => {
  if (adopted === undefined) return;
  const masters = hosts.filter(({ config }) => config.role === "master");
  const isThere = masters.some(
    ({ link: { facts } }) =>
      facts.kubernetes.controlPlane &&
      facts.kubernetes.caCertificateHash === adopted.ca_certificate_hash,
  );
  if (isThere) return;
  throw adoptedClusterGone({ hosts: masters.map(({ config }) => config.address).join(", ") });
};
