import { describeCopy, listCopies, type StoredCopy } from "../../shared/etcd/list-copies.ts";
import type { CopyRound } from "./copy-snapshots.ts";

type Pruning = Pick<CopyRound, "store" | "folder" | "keep" | "keepForMs" | "now">;

/**
 * Takes copies away that are more than are kept, or older; never the newest whole one, nor one that is
 * newer than that, nor an object that is no copy of this cluster.
 */
export const pruneCopies = async ({
  store,
  folder,
  keep,
  keepForMs,
  now,
}: Pruning): Promise<void> => {
  const copies = await listCopies(store, folder);
  const newestWhole = await findNewestWhole(store, copies);
  if (newestWhole === -1) return;
  const oldestMs = keepForMs === undefined ? -Infinity : now().getTime() - keepForMs;
  const gone = copies.filter(
    ({ takenAtMs }, index) =>
      index < newestWhole && (index < copies.length - keep || takenAtMs < oldestMs),
  );
  for (const { key } of gone) await store.remove(key);
};

const findNewestWhole = async (
  store: Pick<CopyRound["store"], "head">,
  copies: readonly StoredCopy[],
): Promise<number> => {
  for (let index = copies.length - 1; index >= 0; index -= 1) {
    const copy = copies[index];
    if (copy !== undefined && (await describeCopy(store, copy)) !== undefined) return index;
  }
  return -1;
};
