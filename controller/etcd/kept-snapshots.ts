import { snapshotUnknown } from "../../shared/errors/etcd-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { noMaster } from "../../shared/errors/run-errors.ts";
import type { KeptSnapshot } from "../../shared/rpc/gen/etcd.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { type ReachedMaster, reachedMasters } from "./read-etcd.ts";

/** A snapshot of etcd that a master keeps. */
export interface SnapshotOnMaster extends KeptSnapshot {
  readonly host: string;
}

export interface KeptSnapshots {
  /** The newest first. */
  readonly snapshots: readonly SnapshotOnMaster[];
  /** Masters that could not tell. */
  readonly failures: readonly HostFailure[];
}

/** The newest one that is good, in place of a name. */
export const LATEST = "latest";

const LIST_LIMIT_MS = 60_000;
/** Large databases on slow disks, several of each. */
const CHECK_LIMIT_MS = 30 * 60_000;

/** Asks all masters. Throws `NO_MASTER_REACHABLE` only where none of them could be asked. */
export const readKeptSnapshots = async (
  cluster: Pick<OpenedCluster, "members">,
  { check, signal }: { readonly check: boolean; readonly signal: AbortSignal },
): Promise<KeptSnapshots> => {
  const away = cluster.members.flatMap((opened) =>
    "error" in opened && opened.member.role === "master"
      ? [{ host: opened.member.name, error: opened.error }]
      : [],
  );
  const masters = reachedMasters(cluster);
  if (masters.length === 0) throw noMaster({});
  const timeoutMs = check ? CHECK_LIMIT_MS : LIST_LIMIT_MS;
  const answers = await Promise.all(
    masters.map(async ({ member: { name: host }, connection }) => {
      try {
        const { snapshots } = await connection.etcd.listSnapshots({ check }, { signal, timeoutMs });
        return { snapshots: snapshots.map((one) => ({ host, ...one })), failures: [] };
      } catch (error) {
        return { snapshots: [], failures: [{ host, error: toPharosError(error) }] };
      }
    }),
  );
  return {
    snapshots: answers
      .flatMap(({ snapshots }) => snapshots)
      .toSorted((a, b) => b.takenAt.localeCompare(a.takenAt) || a.host.localeCompare(b.host)),
    failures: [...away, ...answers.flatMap(({ failures }) => failures)],
  };
};

/** The one of this name, or the newest good one for `latest`. Throws `SNAPSHOT_UNKNOWN`. */
export const chooseKept = (
  { snapshots }: KeptSnapshots,
  name: string,
  from: ReachedMaster | undefined,
): SnapshotOnMaster => {
  const host = from?.member.name;
  const there = snapshots.filter((one) => host === undefined || one.host === host);
  const chosen = there.find((one) => (name === LATEST ? one.problem === "" : one.name === name));
  if (chosen === undefined) throw snapshotUnknown({ name, where: host ?? "any master" });
  return chosen;
};
