import { onlyNeedsMore, onlyUnknown } from "../../shared/errors/scope-errors.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { ProfileName } from "../../shared/spec/run.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";

/** The parts of an apply on a host, in their order. */
export const applyParts = [
  "host",
  "network",
  "control-plane",
  "worker",
  "cluster",
] as const satisfies readonly ProfileName[];

type ApplyPart = (typeof applyParts)[number];

/** What an apply is about: everything, unless `--only` says otherwise. */
export interface ApplyScope {
  /** As they were said; none: everything. */
  readonly words: readonly string[];
  readonly parts: ReadonlySet<ProfileName>;
  readonly isChosen: (host: ConfiguredHost) => boolean;
  /** Members are looked at in any case: what they are decides what the chosen ones are to be. */
  readonly isLookedAt: (host: ConfiguredHost) => boolean;
  /** Hosts of cluster.yml that are left out: names of members, addresses of others. */
  readonly leftOut: readonly string[];
}

/**
 * Reads the words of `--only`: hosts by name or address, labels (`key=value`), parts. Hosts and labels
 * add up, parts add up; with both, these parts of these hosts. Throws `ONLY_UNKNOWN`, and
 * `ONLY_NEEDS_MORE` for a part of a host that has yet to be enrolled.
 */
export const readScope = (
  words: readonly string[],
  { hosts }: Pick<ClusterConfig, "hosts">,
  membership: Membership | undefined,
): ApplyScope => {
  const nameOf = (host: ConfiguredHost): string => memberOf(host, membership)?.name ?? host.address;
  const chosen = new Set<ConfiguredHost>();
  const parts = new Set<ProfileName>();
  for (const word of words) {
    const fitting = hosts.filter((host) => fits(host, word, nameOf(host)));
    const part = applyParts.find((one) => one === word);
    if (fitting.length === 0 && part === undefined)
      throw onlyUnknown({ said: word, hosts: hosts.map(nameOf).join(", ") });
    if (fitting.length === 0 && part !== undefined) parts.add(part);
    for (const host of fitting) chosen.add(host);
  }
  const isOfParts = parts.size > 0;
  const stranger = [...chosen].find((host) => memberOf(host, membership) === undefined);
  if (stranger !== undefined && isOfParts && !parts.has("host"))
    throw onlyNeedsMore({
      host: nameOf(stranger),
      part: [...parts].join(", "),
      needed: "host there",
    });
  const isMember = (host: ConfiguredHost): boolean => memberOf(host, membership) !== undefined;
  // A host without an agent has to be enrolled first, which is the first of its parts.
  const isChosen = (host: ConfiguredHost): boolean =>
    (chosen.size === 0 || chosen.has(host)) && (!isOfParts || parts.has("host") || isMember(host));
  return {
    words,
    parts: isOfParts ? parts : new Set(applyParts),
    isChosen,
    isLookedAt: (host) => isChosen(host) || isMember(host),
    leftOut: hosts.filter((host) => !isChosen(host)).map(nameOf),
  };
};

const memberOf = ({ address }: ConfiguredHost, membership: Membership | undefined) =>
  membership?.members.find((member) => member.state === "member" && member.address === address);

const fits = ({ address, labels }: ConfiguredHost, word: string, name: string): boolean => {
  const [key = "", value] = word.split("=");
  return word === address || word === name || (value !== undefined && labels[key] === value);
};

/** What is left out, in words: `m1, w2 and the parts host, network`; empty: nothing. */
export const describeLeftOut = ({
  parts,
  leftOut,
}: Pick<ApplyScope, "parts" | "leftOut">): string => {
  const without = applyParts.filter((part) => !parts.has(part));
  return [
    ...(leftOut.length === 0 ? [] : [leftOut.join(", ")]),
    ...(without.length === 0 ? [] : [`the parts ${without.join(", ")}`]),
  ].join(", and ");
};

/** The parts before this one, on the way of a host into the cluster. */
export const partsBefore = (part: ProfileName): readonly ApplyPart[] => {
  const at = applyParts.findIndex((one) => one === part);
  return applyParts.slice(0, Math.max(0, at));
};
