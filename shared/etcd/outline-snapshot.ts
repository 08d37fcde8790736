import { TAR_BLOCK } from "../tar/tar-header.ts";
import { type SnapshotDescription, type SnapshotEnd, snapshotPaths } from "./snapshot-archive.ts";
import { CIPHER_MARK } from "./snapshot-cipher.ts";
import { snapshotDescription, snapshotEnd } from "./snapshot-description.ts";

/** What the beginning and the end of a snapshot's file tell of it. */
export type SnapshotOutline =
  | { readonly kind: "encrypted" }
  | {
      readonly kind: "plain";
      readonly description: SnapshotDescription;
      readonly end: SnapshotEnd;
    }
  | { readonly kind: "broken"; readonly reason: string };

/** Of a file of this size, so many bytes from a place on; fewer where it ends. */
export type ReadRange = (from: number, length: number) => Promise<Buffer>;

/** Larger than any description. */
const BEGINNING_BYTES = 16 * 1024;
/** `end.json`: its header and its text, and the two empty blocks of a tar. */
const END_BYTES = 4 * TAR_BLOCK;

/** Looks at two places of the file, however large it is. */
export const outlineSnapshot = async (
  sizeBytes: number,
  read: ReadRange,
): Promise<SnapshotOutline> => {
  const beginning = await read(0, BEGINNING_BYTES);
  if (beginning.subarray(0, CIPHER_MARK.length).equals(CIPHER_MARK)) return { kind: "encrypted" };
  const description = snapshotDescription.safeParse(
    readEntry(beginning, snapshotPaths.description),
  ).data;
  if (description === undefined) return { kind: "broken", reason: "it is no snapshot of etcd" };
  const ending = await read(Math.max(0, sizeBytes - END_BYTES), END_BYTES);
  const end = snapshotEnd.safeParse(readEntry(ending, snapshotPaths.end)).data;
  if (end === undefined) return { kind: "broken", reason: "it was cut: its end is missing" };
  return { kind: "plain", description, end };
};

/** The text of the first file of a piece of a tar, as JSON. */
const readEntry = (piece: Buffer, path: string): unknown => {
  const [found] = piece.subarray(0, 100).toString("utf8").split("\0");
  const size = Number.parseInt(piece.subarray(124, 135).toString("latin1"), 8);
  if (found !== path || !(size > 0)) return undefined;
  try {
    return JSON.parse(piece.subarray(TAR_BLOCK, TAR_BLOCK + size).toString("utf8"));
  } catch {
    return undefined;
  }
};
