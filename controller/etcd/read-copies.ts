import { snapshotUnknown } from "../../shared/errors/etcd-errors.ts";
import { describeCopy, listCopies, type StoredCopy } from "../../shared/etcd/list-copies.ts";
import type { KeptSnapshot } from "../../shared/rpc/gen/etcd.ts";
import { mapLimited } from "../cluster/map-limited.ts";
import { LATEST } from "./kept-snapshots.ts";
import type { OpenedCopies } from "./open-copies.ts";

/** A copy of a snapshot in the store, and the master that took it. */
export interface SnapshotInStore extends KeptSnapshot {
  readonly host: string;
}

const ASKED_AT_ONCE = 8;

/** All copies of the cluster, the newest first, with what each tells of itself. */
export const readCopies = async ({
  store,
  folder,
}: Pick<OpenedCopies, "store" | "folder">): Promise<readonly SnapshotInStore[]> => {
  const copies = (await listCopies(store, folder)).toReversed();
  return await mapLimited(copies, ASKED_AT_ONCE, (copy) => describe(store, copy));
};

/** The one of this name, or the newest whole one for `latest`. Throws `SNAPSHOT_UNKNOWN`. */
export const requireCopy = async (
  { store, folder, place }: OpenedCopies,
  name: string,
): Promise<SnapshotInStore & Pick<StoredCopy, "key">> => {
  for (const copy of (await listCopies(store, folder)).toReversed()) {
    if (name !== LATEST && name !== copy.name) continue;
    const described = await describe(store, copy);
    if (name !== LATEST || described.problem === "") return { ...described, key: copy.key };
  }
  throw snapshotUnknown({ name, where: place });
};

const describe = async (
  store: OpenedCopies["store"],
  copy: StoredCopy,
): Promise<SnapshotInStore> => {
  const { name, host, takenAtMs, sizeBytes, isEncrypted: encrypted } = copy;
  const told = await describeCopy(store, copy);
  return {
    name,
    host,
    sizeBytes,
    encrypted,
    takenAt: new Date(takenAtMs).toISOString(),
    revision: told?.revision ?? 0,
    sha256: told?.sha256 ?? "",
    checked: false,
    problem: told === undefined ? "it is not as long as what was sent" : "",
  };
};
