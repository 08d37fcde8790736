import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import type { AgentDialer } from "../cluster/agent-dialer.ts";
import type { Electorate } from "../cluster/electorate.ts";
import { type HeldLock, takeClusterLock, type Voter } from "../cluster/cluster-lock.ts";
import type { SignedMembership } from "../cluster/membership-file.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { DesignedSecrets } from "./design-cluster.ts";
import {
  type ApplyRun,
  type DesignedHost,
  hasWork,
  type RunHost,
  type SnapshotToRestore,
} from "./apply-run.ts";
import { once } from "../engine/once.ts";
import { createSharedRead } from "../engine/shared-read.ts";

export interface StartApplyInput {
  /** By `createRunId`. */
  readonly id: string;
  readonly keystore: Keystore;
  readonly membership: SignedMembership;
  readonly hosts: readonly DesignedHost[];
  readonly secrets: DesignedSecrets;
  readonly dialer: AgentDialer;
  readonly distribution: () => Promise<Distribution>;
  readonly operator: string;
  readonly machine: string;
  readonly purpose: string;
  readonly report: (record: RunRecord) => void;
  readonly restore?: SnapshotToRestore;
  readonly signal: AbortSignal;
  /** Whose majority may change the cluster. */
  readonly electorate: Electorate;
  /** Whether the host has an agent by now. */
  readonly isEnrolled: (host: DesignedHost) => boolean;
}

/** Joins of a large cluster take their time; a token is worth nothing without the CA's hash. */
const JOIN_TOKEN_TTL_MS = 60 * 60_000;
/** A host that reboots in the middle of its work has two minutes, also where it is the only master. */
const LOCK_PATIENCE_MS = 150_000;
/** Between looks at all nodes. */
const NODES_GAP_MS = 500;
const DIAL_ATTEMPTS = 10;
const DIAL_STEP_MS = 1_000;

/** Makes the run that phases work on; nothing is connected, locked or numbered before it is needed. */
export const startApply = (input: StartApplyInput): ApplyRun => {
  const { id } = input;
  const connections = new Map(
    input.hosts.map((host) => [host.name, connectOnce(host, input.dialer)]),
  );
  const taken = once(() => takeLock(connections, input, id));
  const lock = async (): Promise<HeldLock> => {
    const held = await taken();
    await held.certain();
    return held;
  };
  const generation = once(async () => {
    const highest = Math.max(...input.hosts.map(({ spec }) => spec.generation - 1));
    return (await lock()).allocate("COUNTER_GENERATION", highest);
  });
  const hosts = input.hosts.map((host): RunHost => ({
    ...host,
    ...connectionOf(connections.get(host.name) ?? connectOnce(host, input.dialer)),
    signedSpec: once(async () => {
      const spec = host.isCurrent ? host.spec : { ...host.spec, generation: await generation() };
      return input.keystore.signNodeSpec(encodeNodeSpec(spec));
    }),
  }));
  const keeperCluster = async (): Promise<AgentConnection["cluster"]> => {
    const keeper = hosts.find(({ spec }) => spec.clusterObjects !== undefined);
    if (keeper === undefined) throw noMaster({});
    return (await keeper.connection()).cluster;
  };
  return {
    id,
    operator: input.operator,
    keystore: input.keystore,
    membership: input.membership,
    hosts,
    dialer: input.dialer,
    distribution: input.distribution,
    lock,
    joinSecrets: once(async () => createJoinSecrets(hosts, await lock())),
    secrets: input.secrets,
    workloads: once(async () => (await (await keeperCluster()).getWorkloads({})).workloads),
    readNodes: createSharedRead(
      async () => (await (await keeperCluster()).getClusterStatus({})).nodes,
      NODES_GAP_MS,
    ),
    report: input.report,
    ...(input.restore === undefined ? {} : { restore: input.restore }),
    signal: input.signal,
    close: async () => {
      await Promise.all([...connections.values()].map(({ close }) => close()));
    },
  };
};

/** Sorts by time, so that a journal's folder lists runs in their order. */
export const createRunId = (now: Date): string =>
  `${now.toISOString().replaceAll(/[:.]/g, "-")}-${randomUUID().slice(0, 8)}`;

const connectionOf = ({ open, renew }: HostConnection) => ({
  connection: open,
  renewConnection: renew,
});

/** Whom a lock names: the run is its last word. */
export const toHolder = (operator: string, run: string): string => `${operator} ${run}`;

interface HostConnection {
  /** The same connection for every caller; a failure may be tried again. */
  readonly open: () => Promise<AgentConnection>;
  /** The one before stays open for those who have it (the lock's voters); it ends with its link. */
  readonly renew: (make: () => Promise<AgentConnection>) => Promise<void>;
  readonly close: () => Promise<void>;
}

const connectOnce = (host: DesignedHost, dialer: AgentDialer): HostConnection => {
  let made: Promise<AgentConnection> | undefined;
  return {
    open: () => {
      made ??= connect(host, dialer).catch((error: unknown) => {
        made = undefined;
        throw error;
      });
      return made;
    },
    renew: async (make) => {
      made = Promise.resolve(await make());
    },
    close: async () => {
      const connection = await made?.catch(() => undefined);
      connection?.close();
    },
  };
};

/** An agent that was installed a moment ago may not listen yet. */
const connect = async (
  { link, member }: DesignedHost,
  dialer: AgentDialer,
): Promise<AgentConnection> => {
  if (link.kind === "agent") return link.connection;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dialer.dial(member);
    } catch (error) {
      if (!agentUnreachableError.is(error) || attempt === DIAL_ATTEMPTS) throw error;
      await sleep(DIAL_STEP_MS);
    }
  }
};

const takeLock = async (
  connections: ReadonlyMap<string, HostConnection>,
  input: StartApplyInput,
  id: string,
): Promise<HeldLock> => {
  const voters = new Set(input.electorate.flat());
  const asked = input.hosts.filter((host) => voters.has(host.name) && input.isEnrolled(host));
  const reached = await Promise.allSettled(
    asked.map(async ({ name }) => ({ name, connection: await connections.get(name)?.open() })),
  );
  const answering = reached.flatMap((result): readonly Voter[] => {
    if (result.status === "rejected") return [];
    const { name, connection } = result.value;
    return connection === undefined ? [] : [{ name, connection }];
  });
  const { machine, purpose, electorate } = input;
  return takeClusterLock(answering, {
    holder: toHolder(input.operator, id),
    machine,
    purpose,
    electorate,
    patienceMs: LOCK_PATIENCE_MS,
    ...(input.restore === undefined ? {} : { seenFencing: await readSeenFencing(input) }),
  });
};

/** Masters that are new know of no lock, and workers refuse what is older than what they have seen. */
const readSeenFencing = async ({ hosts }: StartApplyInput): Promise<number> => {
  const seen = await Promise.all(
    hosts.map(async ({ link }) =>
      link.kind === "agent"
        ? (await link.connection.coordination.getLock({})).lastFencingNumber
        : 0,
    ),
  );
  return Math.max(0, ...seen);
};

const createJoinSecrets = async (
  hosts: readonly RunHost[],
  { fencing }: HeldLock,
): Promise<Readonly<Record<string, string>>> => {
  const masters = hosts.filter(({ member }) => member.role === "master");
  const first = masters.find(({ spec }) => spec.kubernetes.bootstrap === "init");
  if (first === undefined) throw noMaster({});
  // The control plane's certificates are uploaded only when a master is about to join.
  const forMasters = masters.some((host) => host !== first && hasWork(host, "control-plane"));
  const { cluster }: AgentConnection = await first.connection();
  const made = await cluster.createJoinToken({
    ttlMs: JOIN_TOKEN_TTL_MS,
    use: forMasters ? "JOIN_TOKEN_USE_MASTER" : "JOIN_TOKEN_USE_WORKER",
    fencingNumber: fencing,
  });
  return {
    "join-token": made.token,
    "ca-certificate-hash": made.caCertificateHash,
    ...(made.certificateKey === undefined ? {} : { "certificate-key": made.certificateKey }),
  };
};
