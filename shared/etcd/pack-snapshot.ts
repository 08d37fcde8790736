import { createHash } from "node:crypto";
import { etcdSnapshotBroken } from "../errors/etcd-errors.ts";
import { renderTarHeader, TAR_BLOCK, tarPadding } from "../tar/tar-header.ts";
import {
  HASH_BYTES,
  type SnapshotDescription,
  type SnapshotEnd,
  type SnapshotPart,
  snapshotPaths,
} from "./snapshot-archive.ts";

export interface SnapshotContent {
  readonly description: SnapshotDescription;
  /** PEM by file name. */
  readonly keys: Readonly<Record<string, string>>;
  readonly parts: AsyncIterable<SnapshotPart>;
}

/**
 * The bytes of a snapshot's archive (tar), the database as it comes. Throws `ETCD_SNAPSHOT_BROKEN` where
 * that is not what etcd said it would be, or does not match etcd's own hash.
 */
export const packSnapshot = async function* ({
  description,
  keys,
  parts,
}: SnapshotContent): AsyncGenerator<Uint8Array> {
  const modifiedSeconds = Math.floor(Date.parse(description.takenAt) / 1000);
  const entry = (path: string, text: string): Uint8Array => {
    const content = Buffer.from(text);
    const header = renderTarHeader({
      path,
      sizeBytes: content.length,
      mode: 0o600,
      modifiedSeconds,
    });
    return Buffer.concat([header, content, tarPadding(content.length)]);
  };
  yield entry(snapshotPaths.description, `${JSON.stringify(description, undefined, 2)}\n`);
  for (const [name, text] of Object.entries(keys))
    yield entry(`${snapshotPaths.keys}${name}`, text);
  const end = yield* packDatabase(parts, modifiedSeconds);
  yield entry(snapshotPaths.end, `${JSON.stringify(end)}\n`);
  yield Buffer.alloc(2 * TAR_BLOCK);
};

/** etcd says how long it is with the first part, so nothing has to be kept until its end. */
const packDatabase = async function* (
  parts: AsyncIterable<SnapshotPart>,
  modifiedSeconds: number,
): AsyncGenerator<Uint8Array, SnapshotEnd> {
  const hash = createHash("sha256");
  let held: Buffer = Buffer.alloc(0);
  let sizeBytes: number | undefined;
  let bytes = 0;
  for await (const { part, remainingBytes } of parts) {
    if (sizeBytes === undefined) {
      sizeBytes = part.length + remainingBytes + HASH_BYTES;
      const path = snapshotPaths.database;
      yield renderTarHeader({ path, sizeBytes, mode: 0o600, modifiedSeconds });
    }
    bytes += part.length;
    const known = Buffer.concat([held, part]);
    const sure = Math.max(0, known.length - HASH_BYTES);
    hash.update(known.subarray(0, sure));
    held = known.subarray(sure);
    yield part;
  }
  const sha256 = hash.digest();
  if (bytes !== sizeBytes || !sha256.equals(held))
    throw etcdSnapshotBroken({ path: snapshotPaths.database, bytes });
  yield tarPadding(bytes);
  return { sha256: sha256.toString("hex"), bytes };
};
