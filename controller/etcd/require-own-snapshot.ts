import { etcdSnapshotForeign } from "../../shared/errors/etcd-errors.ts";
import type { ClusterRecord } from "../keystore/cluster-record.ts";
import type { ReadSnapshot } from "./read-snapshot.ts";

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
