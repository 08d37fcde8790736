import type { Membership } from "../../shared/spec/membership.ts";

/**
 * Groups of masters, by name: each of them has to agree by a majority of its own. Two groups while
 * the cluster's masters change, so that those who only know the old ones share a master with us.
 */
export type Electorate = readonly (readonly string[])[];

/** The masters of these memberships; a membership without masters is asked as a whole. */
export const toElectorate = (memberships: readonly (Membership | undefined)[]): Electorate =>
  memberships.flatMap((membership) => {
    const members = (membership?.members ?? []).filter(({ state }) => state === "member");
    const masters = members.filter(({ role }) => role === "master");
    const group = masters.length > 0 ? masters : members;
    return group.length > 0 ? [group.map(({ name }) => name)] : [];
  });

export const hasQuorum = (electorate: Electorate, names: readonly string[]): boolean =>
  electorate.every((group) => {
    const agreeing = group.filter((name) => names.includes(name)).length;
    return agreeing > group.length / 2;
  });
