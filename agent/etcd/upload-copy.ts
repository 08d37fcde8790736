import { openByteReader } from "../../shared/etcd/byte-reader.ts";
import { storeRefused } from "../../shared/errors/store-errors.ts";
import type { Metadata, S3Store } from "../../shared/s3/s3-store.ts";

/** What the smallest part but the last has to be; 10,000 of them are six times what etcd can hold. */
const PART_BYTES = 5 * 1024 * 1024;

/**
 * Puts a stream of any length into the store, a part in memory at a time. The object is there as a whole or
 * not at all; parts of one that failed are taken away as far as that is possible.
 */
export const uploadCopy = async (
  store: S3Store,
  key: string,
  source: AsyncIterable<Uint8Array>,
  metadata: Metadata,
): Promise<void> => {
  const reader = openByteReader(source);
  const first = await reader.upTo(PART_BYTES);
  if (first.length < PART_BYTES) return await store.put(key, first, metadata);
  const id = await store.beginUpload(key, metadata);
  try {
    const tags: string[] = [];
    for (let part = first; part.length > 0; part = await reader.upTo(PART_BYTES))
      tags.push(await store.putPart({ key, id, number: tags.length + 1 }, part));
    await store.endUpload(key, id, tags);
  } catch (error) {
    // What stays is swept at the next round, which tells why, too.
    await store.abandonUpload(key, id).catch(() => undefined);
    throw error;
  }
};

const DAY_MS = 86_400_000;

/**
 * Takes away parts that a killed agent of this host has left, and those of others that are older than a day.
 * Not every store shows them, nor lets every key see them: then they are left to the bucket's own rules.
 */
export const sweepUploads = async (
  store: S3Store,
  folder: string,
  { host, nowMs }: { readonly host: string; readonly nowMs: number },
): Promise<void> => {
  const uploads = await store.listUploads(folder).catch((error: unknown) => {
    if (storeRefused.is(error)) return [];
    throw error;
  });
  for (const { key, id, beganAtMs } of uploads) {
    const isOwn = key.startsWith(folder) && new RegExp(`Z-${escape(host)}\\.snapshot`).test(key);
    const isOld = key.startsWith(folder) && nowMs - beganAtMs > DAY_MS;
    if (isOwn || isOld) await store.abandonUpload(key, id);
  }
};

const escape = (text: string): string => text.replaceAll(".", "\\.");
