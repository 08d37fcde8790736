import { copyFile, rm } from "node:fs/promises";
import { homedir, hostname, userInfo } from "node:os";
import { join } from "node:path";
import { existsSync } from "node:fs";
import { makeControlFolder } from "../bootstrap/control-folder.ts";
import type { HostHold } from "../bootstrap/hold-on-host.ts";
import { createSshSession } from "../bootstrap/ssh-session.ts";
import { type HostLockHolder, takeHostLock } from "../bootstrap/take-host-lock.ts";
import type { SshLink } from "../cluster/host-link.ts";
import { openDistribution, type Distribution } from "../bootstrap/distribution.ts";
import { type AgentDialer, createAgentDialer } from "../cluster/agent-dialer.ts";
import { type ClusterSession, openClusterSession } from "../cluster/cluster-session.ts";
import { publicRepositories } from "../cluster/public-repository.ts";
import { targetsOf, toSshTarget } from "../cluster/ssh-targets.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";
import { openRouteMemory, routesFile } from "../transport/route-memory.ts";
import { createLazySocketFolder, socketFolder } from "../transport/socket-folder.ts";
import { survey, type SurveyedHost } from "../cluster/survey.ts";
import type { UnknownHostKey } from "../cluster/trust-host-keys.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { readScope } from "./apply-scope.ts";
import { designApply, type DesignedApply } from "./design-apply.ts";
import { once } from "../engine/once.ts";

export interface PrepareOptions {
  readonly loaded: LoadedConfig;
  /** Words of `--only`. */
  readonly only: readonly string[];
  readonly confirmHostKeys: (keys: readonly UnknownHostKey[]) => Promise<boolean>;
  readonly passphrase?: string;
  /** Name or id of a cluster whose keys are lost: its hosts get those of this one. */
  readonly takeOver?: string;
  /** The control plane is gone, and is made of a snapshot. Default false. */
  readonly isRestore?: boolean;
}

/** Everything that is known before the question whether to go on. */
export interface PreparedApply extends DesignedApply {
  readonly session: ClusterSession;
  readonly dialer: AgentDialer;
  readonly distribution: () => Promise<Distribution>;
  readonly operator: string;
  readonly machine: string;
  /** The lock that a host keeps before there are agents to keep it; throws `LOCK_HELD`. */
  readonly lockHost: (link: SshLink, holder: HostLockHolder) => Promise<HostHold>;
  /** Removes what was only staged and closes what is open. */
  readonly cleanUp: () => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 5_000;
const KNOWN_HOSTS = "known_hosts";

/** Reaches hosts, designs the cluster and lets every host plan. Throws with nothing left to clean. */
export const prepareApply = async (
  context: CommandContext,
  options: PrepareOptions,
): Promise<PreparedApply> => {
  const { config } = options.loaded;
  const now = (): Date => new Date(context.clock.nowMs());
  const base = join(context.home, ".pharos");
  const session = await openClusterSession(base, config, {
    now,
    ...(options.passphrase === undefined ? {} : { passphrase: options.passphrase }),
  });
  const operator = userInfo().username;
  const distribution = once(() =>
    openDistribution(context.distributionFolder ?? distributionFolder()),
  );
  const control = await makeControlFolder(socketFolder(), now);
  // A draft goes with its folder or moves with it, and what was confirmed is to be asked once.
  const knownHostsFile = join(session.isDraft ? base : session.keystore.folder, KNOWN_HOSTS);
  const drafted = keepingHostKeys(session, knownHostsFile);
  const ssh = {
    knownHostsFiles: [join(homedir(), ".ssh", "known_hosts"), knownHostsFile],
    connectTimeoutSeconds: CONNECT_TIMEOUT_MS / 1000,
  };
  const toTarget = (host: ConfiguredHost): SshTarget => toSshTarget(host, context.home, existsSync);
  const dialer = await createAgentDialer({
    keystore: session.keystore,
    operator,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    signal: context.signal,
    ssh: {
      toTarget: targetsOf(config, toTarget),
      settings: ssh,
      knownHostsFile,
      memory: await openRouteMemory(routesFile(base, session.keystore), now),
      sockets: createLazySocketFolder(now),
    },
  });
  const opened: SurveyedHost[] = [];
  const cleanUp = async (): Promise<void> => {
    await Promise.allSettled(opened.map(({ link }) => closeLink(link)));
    await dialer.close();
    await control.remove();
    await drafted.end();
    await session.discard();
  };
  try {
    const scope = readScope(options.only, config, session.membership?.content);
    const surveyed = await survey(config.hosts.filter(scope.isLookedAt), {
      clusterId: session.isDraft ? undefined : session.keystore.cluster.id,
      membership: session.membership?.content,
      dialer: session.isDraft ? undefined : dialer,
      toTarget,
      ssh: { ...ssh, controlFolder: control.path },
      parallel: config.ssh.parallel,
      knownHostsFile,
      confirmHostKeys: options.confirmHostKeys,
      distribution,
      now,
      ...(options.takeOver === undefined ? {} : { takeOver: options.takeOver }),
    });
    opened.push(...surveyed.hosts);
    const designed = await designApply({
      loaded: options.loaded,
      scope,
      keystore: session.keystore,
      membership: session.membership,
      surveyed,
      ...(options.isRestore === undefined ? {} : { isRestore: options.isRestore }),
      distribution,
      publicRepositories: () => publicRepositories(config, join(base, "cache")),
    });
    return {
      ...designed,
      session: drafted.session,
      dialer,
      distribution,
      operator,
      machine: hostname(),
      // Over a connection of its own: the shared one ends when the host is enrolled.
      lockHost: ({ session: { target } }, holder) =>
        takeHostLock(createSshSession(target, ssh), holder),
      cleanUp,
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
};

/** Keys of hosts that were confirmed for a draft are its cluster's own, once that is kept. */
const keepingHostKeys = (
  session: ClusterSession,
  knownHostsFile: string,
): { readonly session: ClusterSession; readonly end: () => Promise<void> } => {
  if (!session.isDraft) return { session, end: async () => undefined };
  let isKept = false;
  const keep = async (): Promise<ClusterSession> => {
    const kept = await session.keep();
    if (existsSync(knownHostsFile))
      await copyFile(knownHostsFile, join(kept.keystore.folder, KNOWN_HOSTS));
    isKept = true;
    return kept;
  };
  return {
    session: { ...session, keep },
    // Not before: connections that were made go on reading it.
    end: async () => {
      if (isKept) await rm(knownHostsFile, { force: true });
    },
  };
};

/** Beside the program; in a checkout the built one. */
const distributionFolder = (): string => {
  const here = import.meta.dirname;
  const beside = join(here, "host");
  return existsSync(beside) ? beside : join(here, "..", "..", "dist", "host");
};

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
