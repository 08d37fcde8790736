import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { hostsInvalid, hostsUnreachable } from "../../shared/errors/run-errors.ts";
import { type HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { openDistribution, type Distribution } from "../bootstrap/distribution.ts";
import { type AgentDialer, createAgentDialer } from "../cluster/agent-dialer.ts";
import { type ClusterSession, openClusterSession } from "../cluster/cluster-session.ts";
import { type MembershipSource, newestMembership } from "../cluster/newest-membership.ts";
import { publicRepository } from "../cluster/public-repository.ts";
import { toSshTarget } from "../cluster/ssh-targets.ts";
import { survey, type SurveyedHost, type UnknownHostKey } from "../cluster/survey.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { hostId } from "../config/host-id.ts";
import type { HostProblem } from "../config/host-checks/host-problem.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { validateHosts } from "../config/validate-hosts.ts";
import type { DesignedHost } from "./apply-run.ts";
import { type ClusterDesign, designCluster } from "./design-cluster.ts";
import { planHost } from "./plan-host.ts";

export interface PrepareOptions {
  readonly loaded: LoadedConfig;
  readonly confirmHostKeys: (keys: readonly UnknownHostKey[]) => Promise<boolean>;
  readonly passphrase?: string;
}

/** Everything that is known before the question whether to go on. */
export interface PreparedApply {
  readonly session: ClusterSession;
  readonly dialer: AgentDialer;
  readonly distribution: () => Promise<Distribution>;
  readonly operator: string;
  readonly machine: string;
  readonly design: Omit<ClusterDesign, "hosts">;
  readonly hosts: readonly DesignedHost[];
  readonly warnings: readonly HostProblem[];
  /** Members that do not answer: left out of this run. */
  readonly unreachable: readonly HostFailure[];
  /** Names of members that cluster.yml does not have any more. */
  readonly missing: readonly string[];
  /** Removes what was only staged and closes what is open. */
  readonly cleanUp: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const KNOWN_HOSTS = "known_hosts";
const LONGEST_SOCKET_FOLDER = 30;

/** Reaches hosts, designs the cluster and lets every host plan. Throws with nothing left to clean. */
export const prepareApply = async (
  context: CommandContext,
  options: PrepareOptions,
): Promise<PreparedApply> => {
  const { config, contents } = options.loaded;
  const now = (): Date => new Date(context.clock.nowMs());
  const base = join(context.home, ".pharos");
  const session = await openClusterSession(base, config, {
    now,
    ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
  });
  const operator = userInfo().username;
  const dialer = await createAgentDialer({
    keystore: session.keystore,
    operator,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    signal: context.signal,
  });
  const distribution = once(() => openDistribution(distributionFolder()));
  const controlFolder = await mkdtemp(join(socketFolder(), "pharos-ssh-"));
  // A draft's folder moves when it is kept, and connections made before go on reading theirs.
  const knownHostsFile = join(
    session.isDraft ? controlFolder : session.keystore.folder,
    KNOWN_HOSTS,
  );
  const opened: SurveyedHost[] = [];
  const cleanUp = async (): Promise<void> => {
    await Promise.allSettled(opened.map(({ link }) => closeLink(link)));
    await rm(controlFolder, { recursive: true, force: true });
    await session.discard();
  };
  try {
    const { hosts, failures } = await survey(config.hosts, {
      clusterId: session.isDraft ? undefined : session.keystore.cluster.id,
      membership: session.membership?.content,
      dialer: session.isDraft ? undefined : dialer,
      toTarget: (host) => toSshTarget(host, context.home, existsSync),
      ssh: {
        knownHostsFiles: [join(homedir(), ".ssh", "known_hosts"), knownHostsFile],
        controlFolder,
        connectTimeoutSeconds: CONNECT_TIMEOUT_MS / 1000,
      },
      parallel: config.ssh.parallel,
      knownHostsFile,
      confirmHostKeys: options.confirmHostKeys,
      distribution,
      now,
    });
    opened.push(...hosts);
    const strangers = failures.filter(({ member }) => !member);
    if (strangers.length > 0)
      throw hostsUnreachable({ hosts: failures.length }, { hosts: failures });
    const warnings = judgeHosts(options.loaded, hosts);
    const design = designCluster({
      config,
      contents,
      keystore: session.keystore,
      previous: await newestMembership(
        session.membership,
        sourcesOf(hosts),
        session.keystore.signer,
      ),
      hosts,
      distribution: await distribution(),
      publicRepository: await publicRepository(config, join(base, "cache")),
    });
    const designed = await Promise.all(
      design.hosts.map(async (host) => ({ ...host, plan: await planHost(host, session.keystore) })),
    );
    const names = new Set(designed.map(({ name }) => name));
    const unreachable = failures.map(({ host, error }) => ({ host, error }));
    return {
      session: session.isDraft ? keepingHostKeys(session, knownHostsFile) : session,
      dialer,
      distribution,
      operator,
      machine: hostname(),
      design,
      hosts: designed,
      warnings,
      unreachable,
      missing: design.membership.content.members
        .filter(
          ({ name, state, address }) =>
            state === "member" &&
            !names.has(name) &&
            !config.hosts.some((host) => host.address === address),
        )
        .map(({ name }) => name),
      cleanUp,
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
};

/** Paths of sockets are short, and macOS has a long temporary folder. */
const socketFolder = (): string => (tmpdir().length > LONGEST_SOCKET_FOLDER ? "/tmp" : tmpdir());

const keepingHostKeys = (session: ClusterSession, knownHostsFile: string): ClusterSession => ({
  ...session,
  keep: async () => {
    const kept = await session.keep();
    if (existsSync(knownHostsFile)) {
      await copyFile(knownHostsFile, join(kept.keystore.folder, KNOWN_HOSTS));
    }
    return kept;
  },
});

/** Beside the program; in a checkout the built one. */
const distributionFolder = (): string => {
  const here = import.meta.dirname;
  const beside = join(here, "host");
  return existsSync(beside) ? beside : join(here, "..", "..", "dist", "host");
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
      {
        clockOffsetMs: clockOffsetMs(link),
        isMember: isMember(link),
      },
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

const closeLink = async (link: SurveyedHost["link"]): Promise<void> => {
  switch (link.kind) {
    case "agent":
      link.connection.close();
      return;
    case "ssh":
      await link.staged.remove();
      await link.session.close();
  }
};

const once = <Result>(make: () => Promise<Result>): (() => Promise<Result>) => {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
};
