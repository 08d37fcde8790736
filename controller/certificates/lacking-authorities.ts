import type { AgentLink, SshLink } from "../cluster/host-link.ts";
import type { Keystore } from "../keystore/keystore.ts";

type SeenLink =
  | Pick<AgentLink, "kind" | "authoritiesEndAtMs" | "trustNumber">
  | Pick<SshLink, "kind">;

/**
 * What a host does not know yet of the cluster's authorities: which ones there are, or the renewed
 * certificates of these. It is asked anew while they are exchanged, when nothing is renewed.
 */
export const lackingAuthorities = (
  { authorities, intermediatesEndAt }: Pick<Keystore, "authorities" | "intermediatesEndAt">,
  link: SeenLink,
): "trust" | "renewal" | undefined => {
  // Enrolment brings all of it.
  if (link.kind === "ssh") return undefined;
  if (link.trustNumber < authorities.number) return "trust";
  const isRenewed = link.authoritiesEndAtMs < intermediatesEndAt.getTime();
  return authorities.rotation === undefined && isRenewed ? "renewal" : undefined;
};
