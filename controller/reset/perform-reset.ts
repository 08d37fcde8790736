import { rm } from "node:fs/promises";
import { join } from "node:path";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { Progress } from "../apply/progress.ts";
import { toHolder } from "../apply/start-apply.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import { lockMembers } from "../cluster/lock-members.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import type { Phase } from "../engine/phase.ts";
import { runPhases } from "../engine/run-phases.ts";
import { shareWithStaying, stayingHosts } from "./share-with-staying.ts";
import { removeAgent, resetHost } from "./reset-host.ts";
import { type LeavingHost, withoutMembers } from "./reset-run.ts";

export interface ResetOptions {
  readonly cluster: OpenedCluster;
  readonly leaving: readonly LeavingHost[];
  readonly progress: Progress;
  /** By `createRunId`. */
  readonly run: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

interface ResetRun extends ResetOptions {
  readonly lock: HeldLock;
  readonly generation: number;
}

const WORKERS = "reset workers";
const MASTERS = "reset masters";

/** Workers first, then masters; on each host everything that was installed, the agent last. */
const resetPhases: readonly Phase<ResetRun, LeavingHost>[] = [
  {
    title: WORKERS,
    hosts: ({ leaving }) => leaving.filter(({ member }) => member.role === "worker"),
    run: resetHost,
  },
  {
    title: MASTERS,
    hosts: ({ leaving }) => leaving.filter(({ member }) => member.role === "master"),
    settled: [WORKERS],
    run: resetHost,
  },
  {
    title: "remove the agent",
    hosts: ({ leaving }) => leaving,
    settled: [MASTERS],
    run: removeAgent,
  },
];

/** Takes hosts apart; failures of hosts are the answer, `[]`: all are bare again. */
export const performReset = async (options: ResetOptions): Promise<readonly HostFailure[]> => {
  const { leaving } = options;
  const holder = toHolder(options.cluster.operator, options.run);
  const lock = await lockMembers(options.cluster, { holder, purpose: "reset" });
  try {
    const highest = Math.max(0, ...leaving.map(({ spec }) => spec?.generation ?? 0));
    const generation = await lock.allocate("COUNTER_GENERATION", highest);
    const failures = await runPhases({ ...options, lock, generation }, resetPhases, {
      emit: (event) => options.progress.phase(event),
      elapsedMs: () => performance.now(),
      signal: AbortSignal.any([options.signal, lock.lost]),
    });
    const failed = new Set(failures.map(({ host }) => host));
    const gone = leaving.map(({ name }) => name).filter((name) => !failed.has(name));
    return [...failures, ...(await forget(options, new Set(gone), lock))];
  } finally {
    await lock.release(options.signal.aborted);
  }
};

/** Those who stay learn that the others are gone, and the cluster forgets their nodes. */
const forget = async (
  { cluster }: ResetOptions,
  gone: ReadonlySet<string>,
  lock: HeldLock,
): Promise<readonly HostFailure[]> => {
  const { keystore, membership } = cluster;
  if (gone.size === 0) return [];
  const left = withoutMembers(membership.content, gone);
  if (left.members.every(({ state }) => state === "removed")) {
    await rm(join(keystore.folder, "membership.json"), { force: true });
    return [];
  }
  await shareWithStaying(cluster, left, lock);
  const master = stayingHosts(cluster, left).find(({ member }) => member.role === "master");
  if (master === undefined) return [];
  const deleted = await Promise.allSettled(
    [...gone].map(async (name) => {
      await master.connection.cluster.deleteNode({ name, fencingNumber: lock.fencing });
    }),
  );
  return [...gone].flatMap((host, at) => {
    const result = deleted[at];
    return result?.status === "rejected" ? [{ host, error: toPharosError(result.reason) }] : [];
  });
};
