import { createHash } from "node:crypto";
import { snapshotUnknown } from "../../shared/errors/etcd-errors.ts";
import type { KeptSnapshotPart } from "../../shared/rpc/gen/etcd.ts";
import type { HostReader } from "../host/host.ts";
import { ETCD_SNAPSHOT_DIRECTORY, listSnapshots } from "./save-etcd-snapshot.ts";

/**
 * A snapshot on this master's disk at the pace of who reads, the last part with the hash of all of them.
 * Throws `SNAPSHOT_UNKNOWN`: a name that is not in the list is no path either.
 */
export const readKeptSnapshot = async function* (
  { files }: Pick<HostReader, "files">,
  host: string,
  name: string,
): AsyncGenerator<KeptSnapshotPart> {
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${name}`;
  const isListed = (await listSnapshots({ files })).includes(name);
  const size = isListed ? (await files.stat(path))?.sizeBytes : undefined;
  if (size === undefined) throw snapshotUnknown({ name, where: host });
  const hash = createHash("sha256");
  let remainingBytes = size;
  // A file that grows is none of ours.
  for await (const part of files.bytes(path, { length: size })) {
    hash.update(part);
    remainingBytes -= part.length;
    if (remainingBytes > 0) yield { part, remainingBytes, sha256: "" };
    else yield { part, remainingBytes, sha256: hash.digest("hex") };
  }
};
