import type { S3Store } from "../s3/s3-store.ts";
import { parseCopyName, type SnapshotCopy } from "./snapshot-copy.ts";

/** A copy that is there, in any state. */
export interface StoredCopy extends SnapshotCopy {
  /** Its object, folder and all. */
  readonly key: string;
  readonly sizeBytes: number;
}

/** A cluster's copies, the oldest first; other objects in its folder are passed over. */
export const listCopies = async (
  store: Pick<S3Store, "list">,
  folder: string,
): Promise<readonly StoredCopy[]> => {
  const objects = await store.list(folder);
  return objects
    .flatMap(({ key, sizeBytes }) => {
      const copy = key.startsWith(folder) ? parseCopyName(key.slice(folder.length)) : undefined;
      return copy === undefined ? [] : [{ ...copy, key, sizeBytes }];
    })
    .toSorted((a, b) => a.takenAtMs - b.takenAtMs || a.name.localeCompare(b.name));
};

/** What a copy tells of itself where it is. */
export interface CopyDescription {
  /** Of the file. */
  readonly bytes: number;
  /** Of etcd's store. */
  readonly revision: number;
  /** Hex, of the database. */
  readonly sha256: string;
}

export const toCopyMetadata = ({
  bytes,
  revision,
  sha256,
}: CopyDescription): Readonly<Record<string, string>> => ({
  bytes: `${bytes}`,
  revision: `${revision}`,
  sha256,
});

/** `undefined`: it is gone, or not as long as the file that it was made of. */
export const describeCopy = async (
  store: Pick<S3Store, "head">,
  { key }: Pick<StoredCopy, "key">,
): Promise<CopyDescription | undefined> => {
  const { sizeBytes, metadata } = (await store.head(key)) ?? {};
  const bytes = Number(metadata?.["bytes"]);
  if (sizeBytes === undefined || sizeBytes !== bytes) return undefined;
  return {
    bytes,
    revision: Number(metadata?.["revision"] ?? 0),
    sha256: metadata?.["sha256"] ?? "",
  };
};
