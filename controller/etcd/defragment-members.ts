import { etcdUnhealthy } from "../../shared/errors/etcd-errors.ts";
import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { waitFor } from "../engine/wait-for.ts";
import { isOf } from "../remove/judge-removal.ts";
import { type EtcdSight, readEtcd, tellTrouble } from "./read-etcd.ts";

export interface DefragmentedMember {
  readonly name: string;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface DefragmentOptions {
  readonly cluster: Pick<OpenedCluster, "members">;
  readonly lock: Pick<HeldLock, "fencing" | "lost">;
  /** Names of members; empty: all. */
  readonly names: readonly string[];
  readonly endAlarm: boolean;
  readonly tell: (member: DefragmentedMember) => void;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

const DEFRAGMENT_LIMIT_MS = 6 * 60_000;
const HEALTH_LIMIT_MS = 60_000;
const STEP_MS = 1_000;

/**
 * One member after the other, the leader last; before each, all others have to be healthy, since the one
 * at work answers nobody. Throws `ETCD_UNHEALTHY` before it does harm; members before that are done.
 */
export const defragmentMembers = async (options: DefragmentOptions): Promise<void> => {
  const { cluster, names, signal, lock } = options;
  const first = await readEtcd(cluster);
  requireHealth(first.servers, "nothing was defragmented");
  const order = first.servers
    .filter(({ name }) => names.length === 0 || names.includes(name))
    .toSorted((a, b) => Number(a.leader) - Number(b.leader));
  for (const server of order) {
    signal.throwIfAborted();
    lock.lost.throwIfAborted();
    await defragmentOne(options, server, first);
    await awaitHealth(cluster, server.name, signal);
  }
};

const defragmentOne = async (
  { lock, endAlarm, tell }: DefragmentOptions,
  server: EtcdServer,
  { masters }: EtcdSight,
): Promise<void> => {
  const master = masters.find(({ member }) => isOf(server, member));
  if (master === undefined)
    throw etcdUnhealthy({
      members: `the agent of ${server.name} does not answer`,
      what: `${server.name} was not defragmented`,
    });
  const request = { fencingNumber: lock.fencing, endAlarm };
  const { bytesBefore, bytesAfter } = await master.connection.etcd.defragment(request, {
    timeoutMs: DEFRAGMENT_LIMIT_MS,
  });
  tell({ name: server.name, bytesBefore, bytesAfter });
};

/** An alarm is no reason to wait: it may be what this is for. */
const requireHealth = (servers: readonly EtcdServer[], what: string): void => {
  const ill = servers.filter(({ healthy }) => !healthy);
  if (ill.length > 0) throw etcdUnhealthy({ members: tellTrouble(ill), what });
};

const awaitHealth = async (
  cluster: Pick<OpenedCluster, "members">,
  name: string,
  signal: AbortSignal,
): Promise<void> => {
  const look = async (): Promise<true | undefined> => {
    const sight = await readEtcd(cluster).catch(() => undefined);
    return sight?.servers.every(({ healthy }) => healthy) === true ? true : undefined;
  };
  const isWell = await waitFor(look, { limitMs: HEALTH_LIMIT_MS, stepMs: STEP_MS, signal });
  if (isWell === true) return;
  const { servers } = await readEtcd(cluster);
  requireHealth(servers, `no other member was defragmented after ${name}`);
};
