import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { type ClusterRecord, readClusterRecord } from "./cluster-record.ts";
import { errorCodeOf } from "./keystore-file.ts";

export interface KeystoreEntry {
  readonly cluster: ClusterRecord;
  readonly folder: string;
}

/**
 * All clusters below `base`, by folder name, without opening a key: a cluster.yml without `name`
 * finds its own by the cluster id in its hosts' certificates. Errors: KEYSTORE_DAMAGED.
 */
export const findKeystores = async (base: string): Promise<readonly KeystoreEntry[]> => {
  const folders = (await listFolders(base)).map((name) => join(base, name));
  const entries = await Promise.all(
    folders.map(async (folder) => ({ folder, cluster: await readClusterRecord(folder) })),
  );
  return entries.flatMap(({ folder, cluster }) =>
    cluster === undefined ? [] : [{ folder, cluster }],
  );
};

async function listFolders(base: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(base, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
      .map((entry) => entry.name)
      .toSorted();
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return [];
    throw error;
  }
}
