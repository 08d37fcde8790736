import type { Membership } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";

/**
 * An accepted spec without the members that have left since. Those who came are let in by the apply
 * that brings them, as its plan says.
 */
export const followMembership = (spec: NodeSpec, membership: Membership | undefined): NodeSpec => {
  if (spec.firewall === undefined || membership === undefined) return spec;
  const here = new Set(
    membership.members.filter(({ state }) => state === "member").map(({ name }) => name),
  );
  const members = spec.firewall.members.filter(({ name }) => here.has(name));
  return { ...spec, firewall: { ...spec.firewall, members } };
};
