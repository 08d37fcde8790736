import { stat } from "node:fs/promises";
import { snapshotTorn } from "../../shared/errors/etcd-errors.ts";
import { readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { hashFile } from "./hash-file.ts";
import type { FetchedSnapshot } from "./fetch-snapshot.ts";
import type { OpenedCopies } from "./open-copies.ts";
import { requireCopy, type SnapshotInStore } from "./read-copies.ts";
import { writeSnapshotFile } from "./write-snapshot-file.ts";

export interface FetchCopyOptions {
  /** As the list shows it, or `latest`. */
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  /** Instead of cluster.yml's own. */
  readonly passphrase?: string;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export interface FetchedCopy extends FetchedSnapshot {
  readonly copy: SnapshotInStore;
}

/**
 * Brings a copy from the store into a new file here, as it is there: read again from the disk, its content
 * checked against etcd's own hash and what the store says of it. Throws `SNAPSHOT_UNKNOWN`, `SNAPSHOT_TORN`,
 * `ETCD_SNAPSHOT_UNREADABLE`, `ETCD_SNAPSHOT_KEY_WRONG`, `FILE_EXISTS`, `DISK_FULL`, and the store's own;
 * then there is no file.
 */
export const fetchCopy = async (
  copies: OpenedCopies,
  { name, path, passphrase = copies.passphrase, nowMs, signal }: FetchCopyOptions,
): Promise<FetchedCopy> => {
  const { key, ...copy } = await requireCopy(copies, name);
  const torn = () => snapshotTorn({ name: copy.name, host: copies.place });
  return await writeSnapshotFile(path, copies.store.get(key, signal), {
    nowMs,
    check: async (temporary) => {
      const bytes = (await stat(temporary)).size;
      if (bytes !== copy.sizeBytes) throw torn();
      const sha256 = await hashFile(temporary);
      if (copy.encrypted && passphrase === undefined) return { bytes, sha256, copy };
      const protection = passphrase === undefined ? {} : { passphrase };
      const content = await readSnapshot({ path: temporary, ...protection });
      if (copy.sha256 !== "" && content.sha256 !== copy.sha256) throw torn();
      return { bytes, sha256, copy, content };
    },
  });
};
