import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { toHolder } from "../apply/start-apply.ts";
import type { Progress } from "../apply/progress.ts";
import { type HeldLock, takeClusterLock } from "../cluster/cluster-lock.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { Phase } from "../engine/phase.ts";
import { runPhases } from "../engine/run-phases.ts";
import { withTombstones } from "../remove/with-tombstones.ts";
import { shareWithStaying } from "../reset/share-with-staying.ts";
import { requireUnchanged, type Witness } from "../cluster/require-unchanged.ts";
import { awaitServing } from "./await-serving.ts";
import type { JudgedRecovery } from "./judge-recovery.ts";
import type { ReachedMaster } from "./read-etcd.ts";

export interface RecoveryOptions extends JudgedRecovery {
  readonly cluster: OpenedCluster;
  readonly progress: Pick<Progress, "phase">;
  /** By `createRunId`. */
  readonly run: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface RecoveryRun extends RecoveryOptions {
  readonly lock: HeldLock;
  readonly tellKept: (path: string) => void;
}

interface Survivor extends ReachedMaster {
  readonly name: string;
}

type Step = Phase<RecoveryRun, Survivor>["run"];

/** A large database is copied, and its log read anew. */
const RECOVERY_LIMIT_MS = 20 * 60_000;

const recover: Step = async ({ lock, lost, tellKept }, { connection }) => {
  const { kept } = await connection.etcd.recoverEtcd(
    {
      lost: lost.map(({ name, privateAddress }) => ({ name, address: privateAddress })),
      token: randomBytes(8).toString("hex"),
      fencingNumber: lock.fencing,
    },
    { timeoutMs: RECOVERY_LIMIT_MS },
  );
  tellKept(kept);
};

const serve: Step = ({ signal }, { connection, name }) => awaitServing(name, connection, signal);

const share: Step = async ({ cluster, lost, lock }) => {
  const names = lost.map(({ name }) => name);
  await shareWithStaying(cluster, withTombstones(cluster.membership.content, names), lock);
};

const deleteNodes: Step = async ({ lost, lock }, { connection }) => {
  for (const { name } of lost)
    await connection.cluster.deleteNode({ name, fencingNumber: lock.fencing });
};

/**
 * The masters stay members until all else is done: a recovery that was cut goes on when it is asked for again,
 * which needs masters that are lost.
 */
const recoveryPhases: readonly Phase<RecoveryRun, Survivor>[] = [
  { title: "let etcd go on alone", run: recover },
  { title: "wait until the API serves", run: serve },
  { title: "delete the nodes of lost masters", run: deleteNodes },
  { title: "tell those who stay", run: share },
].map((phase) => ({
  ...phase,
  hosts: ({ survivor }) => [{ ...survivor, name: survivor.member.name }],
}));

export interface RecoveryOutcome {
  /** `[]`: etcd and the API serve, and the cluster has one master. */
  readonly failures: readonly HostFailure[];
  /** Where on the host the copy of etcd's data is; absent: none was made. */
  readonly kept?: string;
}

/** Lets etcd go on with what one master has, and takes all others out of the cluster. */
export const performRecovery = async (options: RecoveryOptions): Promise<RecoveryOutcome> => {
  const lock = await lockSurvivor(options);
  let kept = "";
  try {
    await requireUnchanged(witnessesOf(options.cluster), options.cluster.membership.content.number);
    const run = { ...options, lock, tellKept: (path: string) => void (kept = path) };
    const failures = await runPhases(run, recoveryPhases, {
      emit: (event) => options.progress.phase(event),
      elapsedMs: () => performance.now(),
      signal: AbortSignal.any([options.signal, lock.lost]),
    });
    return { failures, ...(kept === "" ? {} : { kept }) };
  } finally {
    await lock.release(options.signal.aborted);
  }
};

const witnessesOf = ({ members }: OpenedCluster): readonly Witness[] =>
  members.flatMap((opened) => ("connection" in opened ? [opened] : []));

/** A majority of masters is what there is none of. Workers refuse what is older than what they have seen. */
const lockSurvivor = async ({
  cluster,
  survivor: { member, connection },
  run,
}: RecoveryOptions): Promise<HeldLock> => {
  const seen = await Promise.allSettled(
    cluster.members.map(async (opened) =>
      "connection" in opened
        ? (await opened.connection.coordination.getLock({})).lastFencingNumber
        : 0,
    ),
  );
  const numbers = seen.map((one) => (one.status === "fulfilled" ? one.value : 0));
  return takeClusterLock([{ name: member.name, connection }], {
    holder: toHolder(cluster.operator, run),
    machine: hostname(),
    purpose: "etcd recover",
    electorate: [[member.name]],
    seenFencing: Math.max(0, ...numbers),
  });
};
