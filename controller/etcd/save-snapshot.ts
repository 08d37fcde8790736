import { etcdUnhealthy } from "../../shared/errors/etcd-errors.ts";
import { packSnapshot } from "../../shared/etcd/pack-snapshot.ts";
import type { OpenedCluster } from "../cluster/open-members.ts";
import { chooseSource, readEtcd, tellTrouble } from "./read-etcd.ts";
import { type ReadSnapshot, readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { encryptBytes } from "../../shared/etcd/snapshot-cipher.ts";
import { writeSnapshotFile } from "./write-snapshot-file.ts";

export interface SaveSnapshotOptions {
  readonly cluster: OpenedCluster;
  /** Absolute. */
  readonly path: string;
  /** Absent: it is not encrypted. */
  readonly passphrase?: string;
  readonly now: Date;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** A large database over a slow line. */
const SNAPSHOT_LIMIT_MS = 30 * 60_000;

/**
 * Takes a snapshot from the healthiest member and keeps it in a file here, checked as it was read again
 * from the disk. Throws `ETCD_UNHEALTHY` where no member is fit, `ETCD_SNAPSHOT_BROKEN`, `FILE_EXISTS`,
 * `DISK_FULL`; then there is no file.
 */
export const saveSnapshot = async (options: SaveSnapshotOptions): Promise<ReadSnapshot> => {
  const { cluster, path, passphrase, now, signal } = options;
  const sight = await readEtcd(cluster);
  const source = chooseSource(sight);
  if (source === undefined)
    throw etcdUnhealthy({ members: tellTrouble(sight.servers), what: "no snapshot was taken" });
  const { server, master } = source;
  const { etcd } = master.connection;
  const { files: keys } = await etcd.getClusterKeys({}, { signal });
  const { id, name } = cluster.keystore.cluster;
  const archive = packSnapshot({
    description: {
      format: 1,
      cluster: { id, name },
      takenAt: now.toISOString(),
      member: master.member.name,
      etcdVersion: server.version,
      revision: server.revision,
      members: sight.servers.map((one) => one.name),
    },
    keys,
    parts: etcd.readSnapshot({}, { signal, timeoutMs: SNAPSHOT_LIMIT_MS }),
  });
  const bytes = passphrase === undefined ? archive : encryptBytes(archive, passphrase);
  const protection = passphrase === undefined ? {} : { passphrase };
  return await writeSnapshotFile(path, bytes, {
    nowMs: now.getTime(),
    check: (temporary) => readSnapshot({ path: temporary, ...protection }),
  });
};
