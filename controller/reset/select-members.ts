import { selectionEmpty } from "../../shared/errors/run-errors.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { OpenedMember } from "../cluster/open-members.ts";

export interface Selection {
  readonly role?: "master" | "worker";
  /** `key=value` as in cluster.yml. */
  readonly labels: readonly string[];
  /** Names or addresses. */
  readonly hosts: readonly string[];
  /** Only the first of those that fit. */
  readonly first: boolean;
}

/** The members that a command line means; all without any choice. Throws `SELECTION_EMPTY`. */
export const selectMembers = (
  members: readonly OpenedMember[],
  config: ClusterConfig,
  selection: Selection,
): readonly OpenedMember[] => {
  const fitting = members.filter(({ member }) => fits(member, config, selection));
  const chosen = selection.first ? fitting.slice(0, 1) : fitting;
  if (chosen.length === 0) throw selectionEmpty({});
  return chosen;
};

const fits = (
  member: Member,
  config: ClusterConfig,
  { role, labels, hosts }: Selection,
): boolean => {
  const configured = config.hosts.find(({ address }) => address === member.address);
  const byRole = role === undefined || member.role === role;
  const byLabel = labels.every((label) => {
    const [key = "", value = ""] = label.split("=");
    return configured?.labels[key] === value;
  });
  const byHost =
    hosts.length === 0 ||
    [member.name, member.address, member.privateAddress].some((name) => hosts.includes(name));
  return byRole && byLabel && byHost;
};
