import { join } from "node:path";
import * as z from "zod";
import { clusterNameInvalid, keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { keystoreFiles, readKeystoreFile } from "./keystore-file.ts";

export const clusterRecordSchema = z.object({
  /** UUID: what certificates and agents compare. */
  id: z.uuid(),
  name: z.string(),
  createdAt: z.iso.datetime(),
});

/** `cluster.json`: which cluster a folder belongs to. */
export type ClusterRecord = Readonly<z.infer<typeof clusterRecordSchema>>;

/** Undefined for a folder without `cluster.json`. Errors: KEYSTORE_DAMAGED. */
export const readClusterRecord = async (folder: string): Promise<ClusterRecord | undefined> => {
  const text = await readKeystoreFile(folder, keystoreFiles.cluster);
  if (text === undefined) return undefined;
  const record = clusterRecordSchema.safeParse(parseJson(text));
  if (!record.success) {
    const file = join(folder, keystoreFiles.cluster);
    throw keystoreDamaged({ file, reason: "does not describe a cluster" }, { cause: record.error });
  }
  return record.data;
};

export const renderClusterRecord = (record: ClusterRecord): string =>
  `${JSON.stringify(record, undefined, 2)}\n`;

/** The folder of a cluster. Errors: CLUSTER_NAME_INVALID, so that no name leads out of `base`. */
export const clusterFolder = (base: string, name: string): string => {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)) throw clusterNameInvalid({ name });
  return join(base, name);
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
