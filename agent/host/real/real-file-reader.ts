import { createReadStream } from "node:fs";
import { lstat, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { ByteRange, FileReader, FileStat } from "../files.ts";
import { isAbsent, onFile } from "./system-error.ts";

/** Reads files below `root` (`/` on a host). Directories where a file is expected are errors. */
export const createFileReader = (root: string): FileReader => ({
  read: (path) => onFile("read", path, () => orAbsent(readFile(join(root, path), "utf8"))),
  bytes: (path, range) => readBytes(root, path, range),
  stat: (path) => onFile("look at", path, () => statEntry(join(root, path))),
  list: (path) =>
    onFile("list", path, async () => (await orAbsent(readdir(join(root, path))))?.toSorted()),
});

const CHUNK_BYTES = 256 * 1024;

const readBytes = async function* (
  root: string,
  path: string,
  { from = 0, length }: ByteRange = {},
): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  const end = length === undefined ? {} : { end: from + length - 1 };
  const chunks: AsyncIterable<Uint8Array> = createReadStream(join(root, path), {
    start: from,
    highWaterMark: CHUNK_BYTES,
    ...end,
  });
  try {
    yield* chunks;
  } catch (error) {
    await onFile("read", path, () => Promise.reject(error));
  }
};

const orAbsent = async <Result>(operation: Promise<Result>): Promise<Result | undefined> => {
  try {
    return await operation;
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
};

const statEntry = async (path: string): Promise<FileStat | undefined> => {
  const stats = await orAbsent(lstat(path));
  if (stats === undefined) return undefined;
  const target = stats.isSymbolicLink() ? await orAbsent(readlink(path)) : undefined;
  return {
    kind: kindOf(stats),
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    sizeBytes: stats.size,
    changedAtMs: stats.ctimeMs,
    modifiedAtMs: stats.mtimeMs,
    ...(target === undefined ? {} : { target }),
  };
};

const kindOf = (stats: Awaited<ReturnType<typeof lstat>>): FileStat["kind"] => {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
};
