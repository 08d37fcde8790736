import { toFirewallMember } from "../../shared/firewall/to-firewall-member.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import { withoutLeft } from "./without-left.ts";
import type { FirewallSpec, NetworkSpec, NodeSpec } from "../../shared/spec/node-spec.ts";

/**
 * An accepted spec with the members of today: without those that have left since, and with the
 * newcomers that nobody brings this host a spec for. Those whom an apply of this host brings wait for
 * its spec, as its plan says.
 */
export const followMembership = (
  spec: NodeSpec,
  membership: Membership | undefined,
  newcomers: ReadonlySet<string>,
): NodeSpec => {
  if (membership === undefined) return spec;
  const here = membership.members.filter(({ state }) => state === "member");
  const left = withoutLeft(spec, here);
  const { firewall, network } = left;
  return {
    ...left,
    ...(firewall === undefined ? {} : { firewall: followFirewall(firewall, here, newcomers) }),
    network: followRoutes(
      network,
      here.filter(({ name }) => name !== spec.host && newcomers.has(name)),
    ),
  };
};

const followFirewall = (
  firewall: FirewallSpec,
  here: readonly Member[],
  newcomers: ReadonlySet<string>,
): FirewallSpec => {
  const names = new Set(here.map(({ name }) => name));
  const known = firewall.members.filter(({ name }) => names.has(name));
  const knownNames = new Set(known.map(({ name }) => name));
  const added = here
    .filter(({ name }) => newcomers.has(name) && !knownNames.has(name))
    .map(toFirewallMember);
  const members = [...known, ...added].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return { ...firewall, members };
};

/** A route that stands in the spec is the spec's. */
const followRoutes = (network: NetworkSpec, newcomers: readonly Member[]): NetworkSpec => {
  if (network.provider !== "bridge") return network;
  const known = new Set(network.routes.map(({ destination }) => destination));
  const added = newcomers.flatMap(({ podCidr, privateAddress }) =>
    podCidr === undefined || known.has(podCidr)
      ? []
      : [{ destination: podCidr, gateway: privateAddress }],
  );
  return added.length === 0 ? network : { ...network, routes: [...network.routes, ...added] };
};
