import { snapshotTorn } from "../../shared/errors/etcd-errors.ts";
import { type ReadSnapshot, readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import type { KeptSnapshotPart } from "../../shared/rpc/gen/etcd.ts";
import { hashFile } from "./hash-file.ts";
import type { SnapshotOnMaster } from "./kept-snapshots.ts";
import type { ReachedMaster } from "./read-etcd.ts";
import { writeSnapshotFile } from "./write-snapshot-file.ts";

export interface FetchOptions {
  readonly master: ReachedMaster;
  readonly snapshot: SnapshotOnMaster;
  /** Absolute. */
  readonly path: string;
  /** Of one that is encrypted: then its content is checked too. */
  readonly passphrase?: string;
  readonly nowMs: number;
  readonly signal: AbortSignal;
}

export interface FetchedSnapshot {
  readonly bytes: number;
  /** Of the file; hex. */
  readonly sha256: string;
  /** Absent: it is encrypted, and nobody named its passphrase. */
  readonly content?: ReadSnapshot;
}

/** A large database over a slow line. */
const FETCH_LIMIT_MS = 60 * 60_000;

/**
 * Brings a snapshot from a master into a new file here, as it is there: read again from the disk, its hash
 * compared with the master's, its content checked. Throws `SNAPSHOT_TORN`, `ETCD_SNAPSHOT_UNREADABLE`,
 * `FILE_EXISTS`, `DISK_FULL`; then there is no file.
 */
export const fetchSnapshot = async (options: FetchOptions): Promise<FetchedSnapshot> => {
  const { master, snapshot, path, passphrase, nowMs, signal } = options;
  const { name, host, encrypted } = snapshot;
  const told = { bytes: 0, sha256: "" };
  const parts = master.connection.etcd.readKeptSnapshot(
    { name },
    { signal, timeoutMs: FETCH_LIMIT_MS },
  );
  return await writeSnapshotFile(path, noting(parts, told), {
    nowMs,
    check: async (temporary) => {
      if (told.sha256 === "" || (await hashFile(temporary)) !== told.sha256)
        throw snapshotTorn({ name, host });
      if (encrypted && passphrase === undefined) return told;
      const protection = passphrase === undefined ? {} : { passphrase };
      return { ...told, content: await readSnapshot({ path: temporary, ...protection }) };
    },
  });
};

const noting = async function* (
  parts: AsyncIterable<KeptSnapshotPart>,
  told: { bytes: number; sha256: string },
): AsyncGenerator<Uint8Array> {
  for await (const { part, sha256 } of parts) {
    told.bytes += part.length;
    told.sha256 = sha256;
    yield part;
  }
};
