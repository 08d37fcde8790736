import type { Member, Membership } from "../../shared/spec/membership.ts";

/** Their pods' addresses are free again; their names are known, so that they are fenced when they come back. */
export const withTombstones = (membership: Membership, names: readonly string[]): Membership => ({
  ...membership,
  number: membership.number + 1,
  members: membership.members.map((member): Member => {
    if (!names.includes(member.name)) return member;
    const { podCidr: _free, ...rest } = member;
    return { ...rest, state: "removed" };
  }),
});
