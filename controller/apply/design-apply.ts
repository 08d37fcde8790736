import { accessLimited } from "../../shared/errors/access-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { type HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { hostsInvalid, hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { onlyNeedsMore } from "../../shared/errors/scope-errors.ts";
import type { PublicRepositories } from "../spec/node-spec-input.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import { mapLimited } from "../cluster/map-limited.ts";
import type { SignedMembership } from "../cluster/membership-file.ts";
import { type MembershipSource, newestMembership } from "../cluster/newest-membership.ts";
import type { SurveyedHost, SurveyResult } from "../cluster/survey.ts";
import type { HostProblem } from "../config/host-checks/host-problem.ts";
import { hostId } from "../config/host-id.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { validateHosts } from "../config/validate-hosts.ts";
import type { EncryptionDesign } from "../control-plane/control-plane-part.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { HostPlan } from "../../shared/spec/run.ts";
import { type DesignedHost, isChosen } from "./apply-run.ts";
import type { ApplyScope } from "./apply-scope.ts";
import { type ClusterDesign, designCluster } from "./design-cluster.ts";
import { findTakeover, type Takeover } from "./find-takeover.ts";
import { findEncryption } from "./find-encryption.ts";
import { judgeServers } from "./judge-servers.ts";
import { planHost } from "./plan-host.ts";
import { probeServers } from "./probe-servers.ts";
import { refuseChangedNetwork } from "./refuse-changed-network.ts";
import { refuseFenced } from "./refuse-fenced.ts";
import { refuseGoneAdoption } from "./refuse-gone-adoption.ts";
import { refuseIncompleteScope } from "./refuse-incomplete-scope.ts";
import { refuseChangedSettings } from "./refuse-changed-settings.ts";
import { refuseSecondCluster } from "./refuse-second-cluster.ts";

export interface DesignApplyInput {
  readonly loaded: LoadedConfig;
  readonly keystore: Keystore;
  /** What this machine knows of the cluster; an agent may know more. */
  readonly membership: SignedMembership | undefined;
  /** Of `--only`. */
  readonly scope: ApplyScope;
  /** The ways to the hosts, however they were found. */
  readonly surveyed: SurveyResult;
  readonly distribution: () => Promise<Distribution>;
  /** The control plane is gone, and is made of a snapshot. Default false. */
  readonly isRestore?: boolean;
  /** Asked last: it may be fetched from the internet. */
  readonly publicRepositories: () => Promise<PublicRepositories>;
}

/** What an apply would do, and what a person should know before. */
export interface DesignedApply {
  readonly design: Omit<ClusterDesign, "hosts">;
  readonly hosts: readonly DesignedHost[];
  /** What masters are to encrypt with; absent: nothing was ever encrypted. */
  readonly encryption?: EncryptionDesign;
  readonly warnings: readonly HostProblem[];
  /** Set where hosts of another cluster get new keys. */
  readonly takeover?: Takeover;
  /** Members that do not answer or cannot plan: left out of this run. */
  readonly unreachable: readonly HostFailure[];
  /** Names of members that cluster.yml does not have any more. */
  readonly missing: readonly string[];
  readonly scope: Pick<ApplyScope, "words" | "parts" | "leftOut">;
}

/**
 * Judges the hosts that were reached, designs the cluster and lets every host plan. Changes nothing.
 * A member that fails is left out; a host that is no member yet has to be there.
 */
export const designApply = async (input: DesignApplyInput): Promise<DesignedApply> => {
  const { loaded, keystore, surveyed, scope } = input;
  const { contents, manifests } = loaded;
  // Made up, taken over or found by its hosts: what is kept in the cluster says it in any case.
  const config = { ...loaded.config, name: keystore.cluster.name };
  const { failures } = surveyed;
  // One that is left out and whose agent does not answer is not there for this run.
  const hosts = surveyed.hosts.filter(
    ({ config: host, link }) => link.kind === "agent" || scope.isChosen(host),
  );
  requireStrangers(failures);
  const isChosenAt = (id: string): boolean =>
    config.hosts.some((host) => [host.address, hostId(host)].includes(id) && scope.isChosen(host));
  const warnings = judgeHosts(loaded, hosts, isChosenAt);
  const previous = await newestMembership(input.membership, sourcesOf(hosts), keystore.signer);
  const takeover = findTakeover(hosts, config.hosts);
  if (takeover !== undefined && scope.words.length > 0)
    throw onlyNeedsMore({
      host: takeover.inherited.cluster.name,
      part: "the takeover",
      needed: "every host of it",
    });
  if (input.isRestore !== true) {
    refuseSecondCluster(previous?.content ?? takeover?.inherited, hosts, failures);
    refuseGoneAdoption(config, hosts);
  }
  refuseFenced(previous?.content, hosts);
  refuseChangedNetwork(config, hosts);
  const encryption = await findEncryption(config, keystore, hosts);
  const design = designCluster({
    config,
    contents,
    manifests,
    keystore,
    previous,
    ...(takeover === undefined ? {} : { inherited: takeover.inherited }),
    hosts,
    distribution: await input.distribution(),
    publicRepositories: await input.publicRepositories(),
    ...(encryption === undefined ? {} : { encryption }),
  });
  const designed = design.hosts.map((host, at) => {
    const config = hosts[at]?.config;
    return {
      ...host,
      parts: config !== undefined && scope.isChosen(config) ? scope.parts : NO_PARTS,
    };
  });
  refuseChangedSettings(designed.filter(isChosen));
  const probes = await probeServers(config, contents, designed.filter(isChosen));
  const doubts = judgeServers(probes, previous === undefined && takeover === undefined);
  const { planned, failed } = await planAll(designed, design, input);
  requireStrangers(failed);
  refuseIncompleteScope(planned, scope);
  const names = new Set(design.hosts.map(({ name }) => name));
  return {
    design,
    hosts: planned.map(withinParts),
    ...(encryption === undefined ? {} : { encryption }),
    ...(takeover === undefined ? {} : { takeover }),
    warnings: [...warnings, ...doubts],
    unreachable: [...failures.filter(({ host }) => isChosenAt(host)), ...failed].map(
      ({ host, error }) => ({ host, error }),
    ),
    scope,
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
  throw hostsUnreachable({ hosts: failures.length, before: "any change" }, { hosts: failures });
};

const NO_PARTS: DesignedHost["parts"] = new Set();

const withinParts = (host: DesignedHost): DesignedHost => ({
  ...host,
  plan: { ...host.plan, tasks: host.plan.tasks.filter(({ profile }) => host.parts.has(profile)) },
});

type ChosenHost = Omit<DesignedHost, "plan">;

/** A host that is left out is not asked: who has another build of the agent would get this one to plan with. */
const planChosen = (
  host: ChosenHost,
  { keystore, distribution }: DesignApplyInput,
): Promise<HostPlan> =>
  isChosen(host)
    ? planHost(host, keystore, distribution)
    : Promise.resolve({ host: host.name, tasks: [], unchanged: 0, digest: "" });

const PLANS_AT_ONCE = 256;

const planAll = async (
  hosts: readonly ChosenHost[],
  { previous }: ClusterDesign,
  input: DesignApplyInput,
): Promise<{
  readonly planned: readonly DesignedHost[];
  readonly failed: readonly SurveyFailure[];
}> => {
  // Each request is signed and encoded before it goes: a thousand at once would silence this process for
  // longer than agents may be silent.
  const results = await mapLimited(hosts, PLANS_AT_ONCE, (host) =>
    planChosen(host, input).then(
      (plan) => ({ plan }),
      (error: unknown) => {
        // No host's doing: whoever was let in without keys can have nothing else planned.
        if (accessLimited.is(error)) throw error;
        return { error: toPharosError(error) };
      },
    ),
  );
  const members = new Set(previous?.content.members.map(({ name }) => name));
  return {
    planned: hosts.flatMap((host, at) => {
      const result = results[at];
      return result !== undefined && "plan" in result ? [{ ...host, plan: result.plan }] : [];
    }),
    failed: hosts.flatMap(({ name, member }, at) => {
      const result = results[at];
      if (result === undefined || "plan" in result) return [];
      return [{ host: member.address, error: result.error, member: members.has(name) }];
    }),
  };
};

const sourcesOf = (hosts: readonly SurveyedHost[]): readonly MembershipSource[] =>
  hosts.flatMap(({ link }) =>
    link.kind === "agent" ? [{ connection: link.connection, number: link.membershipNumber }] : [],
  );

/** What is wrong with a host that is left out is not told. */
const judgeHosts = (
  { config }: LoadedConfig,
  hosts: readonly SurveyedHost[],
  isChosenAt: (address: string) => boolean,
): readonly HostProblem[] => {
  const facts = new Map(hosts.map(({ config: host, link }) => [hostId(host), link.facts]));
  const probes = new Map(
    hosts.map(({ config: host, link }) => [
      hostId(host),
      { clockOffsetMs: clockOffsetMs(link), isMember: isMember(link) },
    ]),
  );
  const problems = validateHosts(config, facts, probes).filter(({ host }) => isChosenAt(host));
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
