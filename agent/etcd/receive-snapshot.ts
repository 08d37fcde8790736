import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { etcdRestoreFailed, etcdSnapshotBroken } from "../../shared/errors/etcd-errors.ts";
import { diskFull } from "../../shared/errors/host-errors.ts";
import { isDiskFull } from "../host/real/system-error.ts";
import { createSerialQueue } from "../state/serial-queue.ts";

export interface SnapshotPartToKeep {
  /** Of the database without its last 32 bytes; hex: what it is called here, too. */
  readonly sha256: string;
  readonly bytes: number;
  readonly offset: number;
  readonly part: Uint8Array;
}

export interface ReceivedPart {
  readonly receivedBytes: number;
  readonly complete: boolean;
}

const HASH_BYTES = 32;
const PART_BYTES = 1_000_000;
/** The snapshot, the data that is made of it, and some for the others who live on that disk. */
const ROOM_FACTOR = 3;

const exclusively = createSerialQueue();

/** Below the agent's own state. */
const restoreFolder = (state: string): string => join(state, "etcd-restore");

export const receivedSnapshot = (state: string, sha256: string): string =>
  join(restoreFolder(state), `${sha256}.db`);

/**
 * Adds a part; one for another place is not taken, and the answer says where to go on. A snapshot appears
 * as a whole once its hash is right. Throws `ETCD_SNAPSHOT_BROKEN`, `DISK_FULL`: then nothing of it is left.
 */
export const receiveSnapshot = (state: string, part: SnapshotPartToKeep): Promise<ReceivedPart> =>
  exclusively(async () => {
    const whole = receivedSnapshot(state, part.sha256);
    if ((await sizeOf(whole)) === part.bytes) return { receivedBytes: part.bytes, complete: true };
    await mkdir(restoreFolder(state), { recursive: true, mode: 0o700 });
    const partial = `${whole}.part`;
    if (part.offset === 0) await removeOthers(state);
    const size = await sizeOf(partial);
    if (part.offset !== size || part.part.length > PART_BYTES)
      return { receivedBytes: size, complete: false };
    try {
      await append(partial, part.part);
      const receivedBytes = size + part.part.length;
      if (receivedBytes < part.bytes) return { receivedBytes, complete: false };
      await requireHash(partial, part);
      await rename(partial, whole);
      return { receivedBytes, complete: true };
    } catch (error) {
      await rm(partial, { force: true });
      throw isDiskFull(error) ? diskFull({ path: whole }, { cause: error }) : error;
    }
  });

/** Throws `DISK_FULL` where a snapshot and the data that is made of it would not fit. */
export const requireRoom = async (state: string, bytes: number): Promise<void> => {
  const { bsize, bavail } = await statfs(state);
  if (bsize * bavail < bytes * ROOM_FACTOR) throw diskFull({ path: restoreFolder(state) });
};

/** Throws `ETCD_RESTORE_FAILED` where it has not come as a whole. */
export const requireSnapshot = async (path: string, host: string): Promise<void> => {
  if ((await sizeOf(path)) === 0)
    throw etcdRestoreFailed({ host, reason: "the snapshot has not come as a whole" });
};

/** What was received, as a whole or in part, goes. */
export const removeReceived = (state: string): Promise<void> =>
  exclusively(() => rm(restoreFolder(state), { recursive: true, force: true }));

/** One at a time: they are large. */
const removeOthers = async (state: string): Promise<void> => {
  const folder = restoreFolder(state);
  for (const name of await readdir(folder)) await rm(join(folder, name), { force: true });
};

const requireHash = async (path: string, { sha256, bytes }: SnapshotPartToKeep): Promise<void> => {
  const hash = createHash("sha256");
  const end = bytes - HASH_BYTES - 1;
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path, { end });
  for await (const chunk of chunks) hash.update(chunk);
  if (hash.digest("hex") !== sha256) throw etcdSnapshotBroken({ path, bytes });
};

const append = async (path: string, part: Uint8Array): Promise<void> => {
  const file = await open(path, "a", 0o600);
  try {
    await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
};

const sizeOf = async (path: string): Promise<number> =>
  (await stat(path).catch(() => undefined))?.size ?? 0;
