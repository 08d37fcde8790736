import { join } from "node:path";
import { etcdSnapshotForeign, etcdSnapshotKeyRetired } from "../../shared/errors/etcd-errors.ts";
import type { ClusterRecord } from "../keystore/cluster-record.ts";
import { ENCRYPTION_KEYS_FILE, readEncryptionKeys } from "../keystore/encryption-keys.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { ReadSnapshot } from "../../shared/etcd/read-snapshot.ts";

/** Throws `ETCD_SNAPSHOT_FOREIGN` where it was taken from another cluster. */
export const requireOwnSnapshot = (
  file: string,
  { description }: ReadSnapshot,
  own: Pick<ClusterRecord, "id" | "name">,
): void => {
  const { id, name } = description.cluster;
  if (id === own.id) return;
  throw etcdSnapshotForeign({
    file,
    cluster: `${name} (${id})`,
    own: `${own.name} (${own.id})`,
  });
};

/**
 * Throws `ETCD_SNAPSHOT_KEY_RETIRED` where it was taken while secrets were encrypted with a key that masters have
 * no more.
 */
export const requireSnapshotKeys = async (
  file: string,
  { description }: ReadSnapshot,
  { folder }: Pick<Keystore, "folder">,
): Promise<void> => {
  const { keys, retired } = (await readEncryptionKeys(folder)) ?? { keys: [], retired: [] };
  const takenAtMs = Date.parse(description.takenAt);
  const missing = retired.find(
    ({ name, retiredAt }) =>
      Date.parse(retiredAt) > takenAtMs && !keys.some((key) => key.name === name),
  );
  if (missing === undefined) return;
  const keysFile = join(folder, ENCRYPTION_KEYS_FILE);
  throw etcdSnapshotKeyRetired({ file, key: missing.name, keysFile });
};
