import type { Host } from "../host/host.ts";

/** Below the agent's own state, so that it goes with the agent; the whole of it is secret. */
export const ETCD_SNAPSHOT_DIRECTORY = "/var/lib/pharos/etcd-snapshots";

/** Older ones go: a database of some hundred megabytes must not fill a master's disk. */
const KEPT = 5;

export interface SavedEtcdSnapshot {
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Saves the database of this master's etcd under the time and a label (`[a-z0-9-]`), for
 * `etcdctl snapshot restore`, and removes all but the newest few.
 */
export const saveEtcdSnapshot = async (host: Host, label: string): Promise<SavedEtcdSnapshot> => {
  await host.files.makeDirectory(ETCD_SNAPSHOT_DIRECTORY, { mode: 0o700 });
  const time = host.now().toISOString().replaceAll(/[:.]/g, "-");
  const path = `${ETCD_SNAPSHOT_DIRECTORY}/${time}-${toFileWord(label)}.db`;
  const { sizeBytes } = await host.etcd.saveSnapshot(path);
  const names = (await host.files.list(ETCD_SNAPSHOT_DIRECTORY)) ?? [];
  const snapshots = names.filter((name) => name.endsWith(".db")).toSorted();
  for (const name of snapshots.slice(0, -KEPT))
    await host.files.remove(`${ETCD_SNAPSHOT_DIRECTORY}/${name}`);
  return { path, sizeBytes };
};

const toFileWord = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 60);
