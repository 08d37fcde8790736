import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { clusterUnknown } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import type { Keystore } from "../keystore/keystore.ts";
import { type AgentDialer, createAgentDialer } from "./agent-dialer.ts";
import { openClusterSession } from "./cluster-session.ts";
import type { SignedMembership } from "./membership-file.ts";
import { newestMembership } from "./newest-membership.ts";
import { openRouteMemory, routesFile } from "../transport/route-memory.ts";
import { createLazySocketFolder } from "../transport/socket-folder.ts";
import { targetsOf, toSshTarget } from "./ssh-targets.ts";

/** A member of the cluster, connected or not. */
export type OpenedMember =
  | { readonly member: Member; readonly connection: AgentConnection }
  | { readonly member: Member; readonly error: PharosError };

export interface OpenedCluster {
  readonly keystore: Keystore;
  readonly membership: SignedMembership;
  readonly operator: string;
  /** In the order of names. */
  readonly members: readonly OpenedMember[];
  /** To a host that is no member any more; closed with the others. Errors: as `AgentDialer`. */
  readonly dial: AgentDialer["dial"];
  readonly close: () => void;
}

const CONNECT_TIMEOUT_MS = 5_000;

/** Connects to all members of a cluster that exists; SSH is not used. Throws `CLUSTER_UNKNOWN`. */
export const openMembers = async (
  { home, clock, signal }: Pick<CommandContext, "home" | "clock" | "signal">,
  { config, file }: LoadedConfig,
): Promise<OpenedCluster> => {
  const now = (): Date => new Date(clock.nowMs());
  const session = await openClusterSession(join(home, ".pharos"), config, {
    now,
  });
  const { membership, keystore } = session;
  if (session.isDraft || membership === undefined) {
    await session.discard();
    throw clusterUnknown({ file });
  }
  const operator = userInfo().username;
  const knownHostsFile = join(keystore.folder, "known_hosts");
  const dialer = await createAgentDialer({
    keystore,
    operator,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    signal,
    ssh: {
      toTarget: targetsOf(config, (host) => toSshTarget(host, home, existsSync)),
      settings: {
        knownHostsFiles: [join(home, ".ssh", "known_hosts"), knownHostsFile],
        connectTimeoutSeconds: CONNECT_TIMEOUT_MS / 1000,
      },
      knownHostsFile,
      memory: await openRouteMemory(routesFile(join(home, ".pharos"), keystore), now),
      sockets: createLazySocketFolder(now),
    },
  });
  const first = await dialAll(membership.content, dialer, []);
  // Another administrator may have changed the cluster since this machine last saw it.
  const sources = first.flatMap((opened) => ("connection" in opened ? [opened] : []));
  const newest = (await newestMembership(membership, sources, keystore.signer)) ?? membership;
  const members = newest === membership ? first : await dialAll(newest.content, dialer, first);
  const others: AgentConnection[] = [];
  return {
    keystore,
    membership: newest,
    operator,
    members,
    dial: async (host) => {
      const connection = await dialer.dial(host);
      others.push(connection);
      return connection;
    },
    close: () => {
      for (const connection of others) connection.close();
      for (const opened of members) if ("connection" in opened) opened.connection.close();
      void dialer.close();
    },
  };
};

/** Connections that there are already are kept for members and closed for others. */
const dialAll = async (
  { members }: Membership,
  dialer: AgentDialer,
  present: readonly OpenedMember[],
): Promise<readonly OpenedMember[]> => {
  const active = members.filter(({ state }) => state === "member");
  for (const opened of present) {
    const stays = active.some(({ name }) => name === opened.member.name);
    if (!stays && "connection" in opened) opened.connection.close();
  }
  return Promise.all(
    active.map(async (member): Promise<OpenedMember> => {
      const known = present.find((opened) => opened.member.name === member.name);
      if (known !== undefined) return { ...known, member };
      try {
        return { member, connection: await dialer.dial(member) };
      } catch (error) {
        return { member, error: toPharosError(error) };
      }
    }),
  );
};

/** The first master that answered. */
export const reachedMaster = ({ members }: OpenedCluster): AgentConnection | undefined => {
  for (const opened of members) {
    if ("connection" in opened && opened.member.role === "master") return opened.connection;
  }
  return undefined;
};
