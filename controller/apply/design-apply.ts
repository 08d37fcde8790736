import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { type HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { hostsInvalid, hostsUnreachable } from "../../shared/errors/run-errors.ts";
import type { AptRepository } from "../../shared/spec/node-spec.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import type { SignedMembership } from "../cluster/membership-file.ts";
import { type MembershipSource, newestMembership } from "../cluster/newest-membership.ts";
import type { SurveyedHost, SurveyResult } from "../cluster/survey.ts";
import type { HostProblem } from "../config/host-checks/host-problem.ts";
import { hostId } from "../config/host-id.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { validateHosts } from "../config/validate-hosts.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { DesignedHost } from "./apply-run.ts";
import { type ClusterDesign, designCluster } from "./design-cluster.ts";
import { findTakeover, type Takeover } from "./find-takeover.ts";
import { planHost } from "./plan-host.ts";
import { refuseChangedNetwork } from "./refuse-changed-network.ts";
import { refuseChangedSettings } from "./refuse-changed-settings.ts";
import { refuseSecondCluster } from "./refuse-second-cluster.ts";

export interface DesignApplyInput {
  readonly loaded: LoadedConfig;
  readonly keystore: Keystore;
  /** What this machine knows of the cluster; an agent may know more. */
  readonly membership: SignedMembership | undefined;
  /** The ways to the hosts, however they were found. */
  readonly surveyed: SurveyResult;
  readonly distribution: () => Promise<Distribution>;
  /** Asked last: it may be fetched from the internet. */
  readonly publicRepository: () => Promise<AptRepository | undefined>;
}

/** What an apply would do, and what a person should know before. */
export interface DesignedApply {
  readonly design: Omit<ClusterDesign, "hosts">;
  readonly hosts: readonly DesignedHost[];
  readonly warnings: readonly HostProblem[];
  /** Set where hosts of another cluster get new keys. */
  readonly takeover?: Takeover;
  /** Members that do not answer or cannot plan: left out of this run. */
  readonly unreachable: readonly HostFailure[];
  /** Names of members that cluster.yml does not have any more. */
  readonly missing: readonly string[];
}

/**
 * Judges the hosts that were reached, designs the cluster and lets every host plan. Changes nothing.
 * A member that fails is left out; a host that is no member yet has to be there.
 */
export const designApply = async (input: DesignApplyInput): Promise<DesignedApply> => {
  const { loaded, keystore, surveyed } = input;
  const { config, contents, manifests } = loaded;
  const { hosts, failures } = surveyed;
  requireStrangers(failures);
  const warnings = judgeHosts(loaded, hosts);
  const previous = await newestMembership(input.membership, sourcesOf(hosts), keystore.signer);
  const takeover = findTakeover(hosts, config.hosts);
  refuseSecondCluster(previous?.content ?? takeover?.inherited, hosts, failures);
  refuseChangedNetwork(config, hosts);
  const design = designCluster({
    config,
    contents,
    manifests,
    keystore,
    previous,
    ...(takeover === undefined ? {} : { inherited: takeover.inherited }),
    hosts,
    distribution: await input.distribution(),
    publicRepository: await input.publicRepository(),
  });
  refuseChangedSettings(design.hosts);
  const { planned, failed } = await planAll(design, input);
  requireStrangers(failed);
  const names = new Set(design.hosts.map(({ name }) => name));
  return {
    design,
    hosts: planned,
    ...(takeover === undefined ? {} : { takeover }),
    warnings,
    unreachable: [...failures, ...failed].map(({ host, error }) => ({ host, error })),
    missing: design.membership.content.members
      .filter(
        ({ name, state, address }) =>
          state === "member" &&
          !names.has(name) &&
          !config.hosts.some((host) => host.address === address),
      )
      .map(({ name }) => name),
  };
};

type SurveyFailure = SurveyResult["failures"][number];

const requireStrangers = (failures: readonly SurveyFailure[]): void => {
  if (failures.every(({ member }) => member)) return;
  throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
};

const planAll = async (
  { hosts, previous }: ClusterDesign,
  { keystore, surveyed, distribution }: DesignApplyInput,
): Promise<{
  readonly planned: readonly DesignedHost[];
  readonly failed: readonly SurveyFailure[];
}> => {
  const results = await Promise.allSettled(
    hosts.map((host) => planHost(host, keystore, distribution)),
  );
  const members = new Set(previous?.content.members.map(({ name }) => name));
  return {
    planned: hosts.flatMap((host, at) => {
      const result = results[at];
      return result?.status === "fulfilled" ? [{ ...host, plan: result.value }] : [];
    }),
    failed: hosts.flatMap(({ name }, at) => {
      const result = results[at];
      if (result?.status !== "rejected") return [];
      const host = surveyed.hosts[at]?.config.address ?? name;
      return [{ host, error: toPharosError(result.reason), member: members.has(name) }];
    }),
  };
};

const sourcesOf = (hosts: readonly SurveyedHost[]): readonly MembershipSource[] =>
  hosts.flatMap(({ link }) =>
    link.kind === "agent" ? [{ connection: link.connection, number: link.membershipNumber }] : [],
  );

const judgeHosts = (
  { config }: LoadedConfig,
  hosts: readonly SurveyedHost[],
): readonly HostProblem[] => {
  const facts = new Map(hosts.map(({ config: host, link }) => [hostId(host), link.facts]));
  const probes = new Map(
    hosts.map(({ config: host, link }) => [
      hostId(host),
      { clockOffsetMs: clockOffsetMs(link), isMember: isMember(link) },
    ]),
  );
  const problems = validateHosts(config, facts, probes);
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) {
    const failures = errors.map(({ host, code, message, hint }) => ({
      host,
      error: new PharosError({ code, blame: "environment", message, hint, fields: {} }),
    }));
    throw hostsInvalid({ problems: errors.length }, { hosts: failures });
  }
  return problems;
};

const clockOffsetMs = (link: SurveyedHost["link"]): number =>
  link.kind === "ssh" ? link.probe.clockOffsetSeconds * 1000 : link.clockOffsetMs;

const isMember = (link: SurveyedHost["link"]): boolean =>
  link.kind === "agent" || link.probe.agent !== undefined;
