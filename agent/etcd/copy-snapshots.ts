import { describeCopy, listCopies, toCopyMetadata } from "../../shared/etcd/list-copies.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { encryptBytes, encryptedLength } from "../../shared/etcd/snapshot-cipher.ts";
import { toCopyName } from "../../shared/etcd/snapshot-copy.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import { snapshotCopyBroken } from "../../shared/errors/store-errors.ts";
import type { S3Store } from "../../shared/s3/s3-store.ts";
import type { HostReader } from "../host/host.ts";
import { pruneCopies } from "./prune-copies.ts";
import {
  ETCD_SNAPSHOT_DIRECTORY,
  isScheduled,
  listSnapshots,
  takenAtMs,
} from "./save-etcd-snapshot.ts";
import { sweepUploads, uploadCopy } from "./upload-copy.ts";

export interface CopyRound {
  readonly files: HostReader["files"];
  readonly store: S3Store;
  /** Of the cluster, in the bucket. */
  readonly folder: string;
  /** Name of this master. */
  readonly host: string;
  /** Absent: copies are not encrypted. */
  readonly passphrase?: string;
  /** Between scheduled snapshots: of all masters together the store gets one for each. */
  readonly intervalMs: number;
  readonly keep: number;
  readonly keepForMs?: number;
  readonly now: () => Date;
}

export interface CopyOutcome {
  /** Names in the store of what was copied now. */
  readonly copied: readonly string[];
  /** The newest that the store has, whoever copied it. */
  readonly newest?: { readonly name: string; readonly takenAtMs: number };
  /** Snapshots here that are no good, and what else did not end the round; empty: nothing. */
  readonly problem: string;
}

/** What is of a later time was named by a clock that was wrong, and stands for nothing. */
const CLOCKS_MS = 60 * 60_000;

/**
 * Brings scheduled snapshots that the store lacks there, the oldest first, and lets go of copies that are
 * too many. What is to be done is read from this disk and from the store, so a round can end anywhere: the
 * next one goes on. Throws `SNAPSHOT_STORE_UNREACHABLE`, `SNAPSHOT_STORE_REFUSED`, `SNAPSHOT_COPY_BROKEN`.
 */
export const copySnapshots = async (round: CopyRound): Promise<CopyOutcome> => {
  const { files, store, folder, host, now } = round;
  const copied: string[] = [];
  const problems: string[] = [];
  const passed = new Set<string>();
  // What is taken meanwhile is the next round's.
  const local = (await listSnapshots({ files })).filter(isScheduled).slice(-round.keep);
  for (;;) {
    const copies = await listCopies(store, folder);
    const newest = copies.findLast(({ takenAtMs: ms }) => ms <= now().getTime() + CLOCKS_MS);
    const next = local.find(
      (name) => !passed.has(name) && isUncovered(name, newest?.takenAtMs, round.intervalMs),
    );
    if (next === undefined) {
      if (copied.length > 0 || copies.length > round.keep) problems.push(...(await prune(round)));
      const known = newest === undefined ? {} : { newest };
      return { copied, ...known, problem: problems.join("; ") };
    }
    if (passed.size === 0) await sweepUploads(store, folder, { host, nowMs: now().getTime() });
    passed.add(next);
    try {
      copied.push(await copyOne(round, next));
    } catch (error) {
      // One that is no good here must not keep the others back.
      if (!isOfFile(error)) throw error;
      if (await isThere(round, next)) problems.push(`${next}: ${error.message}`);
    }
  }
};

/** Snapshots of several masters from one interval are as good as one. */
const isUncovered = (name: string, newestMs: number | undefined, intervalMs: number): boolean =>
  newestMs === undefined || takenAtMs(name) - Math.floor(newestMs / 1000) * 1000 >= intervalMs;

/** Retention on this disk takes no heed of copies. */
const isThere = async ({ files }: CopyRound, name: string): Promise<boolean> =>
  (await files.stat(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`)) !== undefined;

const copyOne = async (round: CopyRound, name: string): Promise<string> => {
  const { files, store, folder, host, passphrase } = round;
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${name}`;
  const { description, sha256 } = await readSnapshot({ path, bytes: files.bytes(path) });
  const length = (await files.stat(path))?.sizeBytes ?? 0;
  const plain = files.bytes(path, { length });
  const bytes = passphrase === undefined ? length : encryptedLength(length);
  const copy = {
    host,
    takenAtMs: Date.parse(description.takenAt),
    isEncrypted: passphrase !== undefined,
  };
  const copyName = toCopyName(copy);
  const key = `${folder}${copyName}`;
  const metadata = toCopyMetadata({ bytes, revision: description.revision, sha256 });
  const source = passphrase === undefined ? plain : encryptBytes(plain, passphrase);
  await uploadCopy(store, key, source, metadata);
  if ((await describeCopy(store, { key })) === undefined) throw snapshotCopyBroken({ name: key });
  return copyName;
};

/** A store may let masters write and not delete: then copies stay, and that is told. */
const prune = async (round: CopyRound): Promise<readonly string[]> => {
  try {
    await pruneCopies(round);
    return [];
  } catch (error) {
    if (!(error instanceof PharosError)) throw error;
    return [`old copies stay: ${error.message}`];
  }
};

const FILE_CODES: ReadonlySet<string> = new Set([
  "ETCD_SNAPSHOT_UNREADABLE",
  "ETCD_SNAPSHOT_KEY_WRONG",
  "FILE_REFUSED",
]);

const isOfFile = (error: unknown): error is PharosError =>
  error instanceof PharosError && FILE_CODES.has(error.code);
