import { drainUnfinished } from "../../shared/errors/removal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { Progress } from "../apply/progress.ts";
import { toHolder } from "../apply/start-apply.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import { lockMembers } from "../cluster/lock-members.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { Phase } from "../engine/phase.ts";
import { runPhases } from "../engine/run-phases.ts";
import { removeAgent, resetHost } from "../reset/reset-host.ts";
import type { LeavingHost } from "../reset/reset-run.ts";
import { shareWithStaying } from "../reset/share-with-staying.ts";
import { withTombstones } from "./with-tombstones.ts";

export interface RemovalOptions {
  readonly cluster: OpenedCluster;
  readonly member: Member;
  /** Absent: its agent does not answer, or is not to be asked. */
  readonly host?: LeavingHost;
  /** A master that stays. */
  readonly keeper: AgentConnection["cluster"];
  /** Its etcd has a member on the host. */
  readonly hasEtcdMember: boolean;
  readonly drainLimitMs: number;
  readonly progress: Progress;
  /** By `createRunId`. */
  readonly run: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface RemovalRun extends RemovalOptions {
  readonly lock: HeldLock;
  readonly generation: number;
}

interface Leaving {
  readonly name: string;
}

type Step = Phase<RemovalRun, Leaving>["run"];

const MINUTE_MS = 60_000;
/** A large database on a slow disk. */
const SNAPSHOT_LIMIT_MS = 6 * MINUTE_MS;

const drain: Step = async ({ keeper, member, lock, drainLimitMs }) => {
  const request = { name: member.name, limitMs: drainLimitMs, fencingNumber: lock.fencing };
  const { left } = await keeper.drainNode(request, { timeoutMs: drainLimitMs + MINUTE_MS });
  if (left.length === 0) return;
  const pods = left.map(({ pod, reason }) => (reason === "" ? pod : `${pod} (${reason})`));
  const minutes = Math.ceil(drainLimitMs / MINUTE_MS);
  throw drainUnfinished({ host: member.name, minutes, pods: pods.join(", ") });
};

const saveEtcd: Step = async ({ keeper, member, lock }) => {
  const request = { reason: `before ${member.name} leaves`, fencingNumber: lock.fencing };
  await keeper.saveEtcdSnapshot(request, { timeoutMs: SNAPSHOT_LIMIT_MS });
};

const leaveEtcd: Step = async ({ keeper, member, lock }) => {
  const request = { address: member.privateAddress, fencingNumber: lock.fencing };
  await keeper.removeEtcdMember(request, { timeoutMs: 30_000 });
};

const share: Step = async ({ cluster, member, lock, host }) => {
  const left = withTombstones(cluster.membership.content, [member.name]);
  const told = await shareWithStaying(cluster, left, lock);
  // One that answers and was not to be asked is fenced at once.
  const opened = cluster.members.find((one) => one.member.name === member.name);
  if (host !== undefined || opened === undefined || "error" in opened) return;
  const request = { membership: told, welcome: true };
  await opened.connection.membership.putMembership(request).catch(() => undefined);
};

const deleteNode: Step = async ({ keeper, member, lock }) => {
  await keeper.deleteNode({ name: member.name, fencingNumber: lock.fencing });
};

const onHost =
  (work: (run: RemovalRun, host: LeavingHost) => Promise<void>): Step =>
  async (run) => {
    if (run.host !== undefined) await work(run, run.host);
  };

/** Each step finds by itself whether it was made before: a removal that was cut goes on when it is asked for again. */
const removalPhases = ({ member, host, hasEtcdMember }: RemovalOptions) => {
  const phase = (title: string, run: Step): Phase<RemovalRun, Leaving> => ({
    title,
    hosts: () => [{ name: member.name }],
    run,
  });
  const isThere = host !== undefined;
  const isMember = member.state === "member";
  return [
    ...(isThere && isMember ? [phase("drain the node", drain)] : []),
    ...(hasEtcdMember ? [phase("save etcd", saveEtcd)] : []),
    // kubeadm's reset takes a member out of etcd that runs.
    ...(isThere ? [phase("reset the host", onHost(resetHost))] : []),
    ...(hasEtcdMember ? [phase("take its member out of etcd", leaveEtcd)] : []),
    ...(isMember ? [phase("tell those who stay", share)] : []),
    phase("delete the node", deleteNode),
    ...(isThere ? [phase("remove the agent", onHost(removeAgent))] : []),
  ];
};

/** Takes one host out of the cluster; its failure is the answer, `[]`: it is out. */
export const performRemoval = async (options: RemovalOptions): Promise<readonly HostFailure[]> => {
  const holder = toHolder(options.cluster.operator, options.run);
  const lock = await lockMembers(options.cluster, { holder, purpose: "hosts remove" });
  try {
    const known = options.host?.spec?.generation ?? 0;
    const generation =
      options.host === undefined ? 0 : await lock.allocate("COUNTER_GENERATION", known);
    return await runPhases({ ...options, lock, generation }, removalPhases(options), {
      emit: (event) => options.progress.phase(event),
      elapsedMs: () => performance.now(),
      signal: AbortSignal.any([options.signal, lock.lost]),
    });
  } finally {
    await lock.release(options.signal.aborted);
  }
};
