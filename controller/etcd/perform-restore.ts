import { randomBytes } from "node:crypto";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import {
  callCancelledError,
  callTimedOutError,
  connectionLostError,
} from "../../shared/errors/rpc-errors.ts";
import type { Progress } from "../apply/progress.ts";
import type { HeldLock } from "../cluster/cluster-lock.ts";
import type { Phase } from "../engine/phase.ts";
import { runPhases } from "../engine/run-phases.ts";
import { awaitServing } from "./await-serving.ts";
import { certificatesOf } from "./certificates-of.ts";
import type { ReachedMaster } from "./read-etcd.ts";
import type { ReadSnapshot, SnapshotSource } from "../../shared/etcd/read-snapshot.ts";
import { sendSnapshot } from "./send-snapshot.ts";

export interface RestoreOptions {
  readonly lock: Pick<HeldLock, "fencing" | "lost">;
  /** All of the cluster's masters. */
  readonly masters: readonly ReachedMaster[];
  /** Those whose agents answer. */
  readonly workers: readonly ReachedMaster[];
  readonly source: SnapshotSource;
  readonly snapshot: ReadSnapshot;
  readonly progress: Pick<Progress, "phase">;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface RestoreOutcome {
  /** `[]`: etcd and the API serve what the snapshot has. */
  readonly failures: readonly HostFailure[];
  /** What runs after a failure. */
  readonly now: "as before" | "stopped in part" | "restored in part" | "restored";
}

interface RestoreRun extends RestoreOptions {
  readonly token: string;
  /** Told as it happens. */
  readonly note: (what: "stopping" | "restored" | "unanswered") => void;
}

interface Master extends ReachedMaster {
  readonly name: string;
}

type Step = Phase<RestoreRun, Master>["run"];

const MINUTE_MS = 60_000;
const STOP_LIMIT_MS = 3 * MINUTE_MS;
/** The image of etcd may have to be fetched: an agent gives that and the restore ten minutes each. */
const RESTORE_LIMIT_MS = 25 * MINUTE_MS;
const RENEW_LIMIT_MS = 2 * MINUTE_MS;

const check: Step = async ({ snapshot }, { connection }) => {
  const { bytes } = snapshot;
  await connection.etcd.checkRestore({ certificates: certificatesOf(snapshot), bytes });
};

const send: Step = ({ source, snapshot, lock }, { connection, name: host }) =>
  sendSnapshot({ connection, host, source, snapshot, fencingNumber: lock.fencing });

const stop: Step = async ({ lock, note }, { connection }) => {
  note("stopping");
  await connection.etcd.stopEtcd({ fencingNumber: lock.fencing }, { timeoutMs: STOP_LIMIT_MS });
};

const restore: Step = async ({ lock, snapshot, token, masters, note }, { connection }) => {
  const members = masters.map(({ member }) => ({
    name: member.name,
    address: member.privateAddress,
  }));
  const { sha256, keys } = snapshot;
  try {
    await connection.etcd.restoreEtcd(
      { sha256, keys, members, token, fencingNumber: lock.fencing, anew: false },
      { timeoutMs: RESTORE_LIMIT_MS },
    );
  } catch (error) {
    if (UNANSWERED.some((known) => known.is(error))) note("unanswered");
    throw error;
  }
  note("restored");
};

/** What the call did, or still does, is not known. */
const UNANSWERED = [connectionLostError, callTimedOutError, callCancelledError];

const start: Step = async ({ lock }, { connection }) => {
  await connection.etcd.startEtcd({ fencingNumber: lock.fencing });
};

const serve: Step = ({ signal }, { connection, name }) => awaitServing(name, connection, signal);

const renewWatches: Step = async ({ lock }, { connection }) => {
  await connection.etcd.renewWatches(
    { fencingNumber: lock.fencing },
    { timeoutMs: RENEW_LIMIT_MS },
  );
};

const CHECK = "look whether the snapshot is of this cluster";
const SEND = "send the snapshot";
const STOP = "stop etcd and the API server";
const RESTORE = "make etcd's data of the snapshot";
const START = "start etcd and the API server";

/** Nothing is begun anywhere before what comes before it is done everywhere: two etcds must not run. */
const dataPhases = onMasters([
  { title: CHECK, run: check, needs: [] },
  { title: SEND, run: send, needs: [CHECK] },
  { title: STOP, run: stop, needs: [SEND] },
  { title: RESTORE, run: restore, needs: [STOP] },
]);

const SERVE = "wait until the API serves it";

const servingPhases: readonly Phase<RestoreRun, Master>[] = [
  ...onMasters([
    { title: START, run: start },
    { title: SERVE, run: serve, needs: [START] },
  ]),
  {
    title: "let nodes look at the API anew",
    hosts: ({ masters, workers }) => [...masters, ...workers].map(toNamed),
    needs: [SERVE],
    run: renewWatches,
  },
];

function onMasters(
  phases: readonly Omit<Phase<RestoreRun, Master>, "hosts">[],
): readonly Phase<RestoreRun, Master>[] {
  const hosts = ({ masters }: RestoreRun): readonly Master[] => masters.map(toNamed);
  return phases.map((phase) => ({ ...phase, hosts }));
}

function toNamed(host: ReachedMaster): Master {
  return { ...host, name: host.member.name };
}

/**
 * Puts a snapshot in the place of etcd's data on all masters. Where that was done on none of them, what was
 * there runs again; where it was on all, it is brought to serve, also after a Ctrl-C. Where it was on some, or
 * may have been, nothing is started: there would be two pasts.
 */
export const performRestore = async (options: RestoreOptions): Promise<RestoreOutcome> => {
  const { lock, masters, progress, signal } = options;
  const count = { stopping: 0, restored: 0, unanswered: 0 };
  const token = `pharos-${randomBytes(8).toString("hex")}`;
  const note: RestoreRun["note"] = (what) => void (count[what] += 1);
  const perform = (phases: readonly Phase<RestoreRun, Master>[], aborted: AbortSignal) =>
    runPhases({ ...options, token, note }, phases, {
      emit: (event) => progress.phase(event),
      elapsedMs: () => performance.now(),
      signal: aborted,
    });
  const failures = await perform(dataPhases, AbortSignal.any([signal, lock.lost]));
  if (count.restored === masters.length)
    return { failures: await perform(servingPhases, lock.lost), now: "restored" };
  if (count.restored + count.unanswered > 0) return { failures, now: "restored in part" };
  const down = count.stopping > 0 ? await startAgain(masters, lock.fencing) : [];
  return down.length === 0
    ? { failures, now: "as before" }
    : { failures: [...failures, ...down], now: "stopped in part" };
};

/** Each by itself: one that does not answer must not keep the others down. Gives who stays down. */
const startAgain = async (
  masters: readonly ReachedMaster[],
  fencingNumber: number,
): Promise<readonly HostFailure[]> => {
  const results = await Promise.all(
    masters.map(async ({ member: { name: host }, connection }) => {
      try {
        await connection.etcd.startEtcd({ fencingNumber });
        return [];
      } catch (error) {
        return [{ host, error: toPharosError(error) }];
      }
    }),
  );
  return results.flat();
};
