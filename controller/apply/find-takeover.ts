import { takeoverRefused } from "../../shared/errors/ssh-errors.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { HostProbe } from "../bootstrap/probe-host.ts";
import type { AgentLink, SshLink } from "../cluster/host-link.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";

/** Hosts of a cluster whose keys are lost, which become this one's. */
export interface Takeover {
  /** Who belonged to it, as the host knows that heard last of it. */
  readonly inherited: Membership;
  /** How many of its hosts get new keys. */
  readonly hosts: number;
  /** Names of its hosts that cluster.yml does not have: they obey the lost keys as before. */
  readonly left: readonly string[];
}

type SeenLink =
  | Pick<AgentLink, "kind">
  | (Pick<SshLink, "kind" | "kept"> & { readonly probe: Pick<HostProbe, "agent"> });

/** `undefined`: no host is another cluster's. Throws `TAKEOVER_REFUSED`. */
export const findTakeover = (
  hosts: readonly { readonly link: SeenLink }[],
  configured: readonly Pick<ConfiguredHost, "address">[],
): Takeover | undefined => {
  const foreign = hosts.flatMap(({ link }) =>
    link.kind === "ssh" && link.probe.agent?.isForeign === true
      ? [{ clusterId: link.probe.agent.clusterId, kept: link.kept }]
      : [],
  );
  const ids = [...new Set(foreign.map(({ clusterId }) => clusterId))];
  const [cluster] = ids;
  if (cluster === undefined) return undefined;
  if (ids.length > 1)
    throw takeoverRefused({ cluster: ids.join(", "), reason: "these are several clusters" });
  const inherited = foreign
    .flatMap(({ kept: { membership } }) => (membership === undefined ? [] : [membership]))
    .toSorted((a, b) => b.number - a.number)[0];
  // Without it networks would be given out anew, to hosts whose pods have them already.
  if (inherited === undefined)
    throw takeoverRefused({ cluster, reason: "none of its hosts tells who belongs to it" });
  const named = new Set(configured.map(({ address }) => address));
  const left = inherited.members
    .filter(({ state, address }) => state === "member" && !named.has(address))
    .map(({ name }) => name);
  return { inherited, hosts: foreign.length, left };
};
