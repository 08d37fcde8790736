import { lstat, readFile, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { FileReader, FileStat } from "../files.ts";
import { isAbsent, onFile } from "./system-error.ts";

/** Reads files below `root` (`/` on a host). Directories where a file is expected are errors. */
export const createFileReader = (root: string): FileReader => ({
  read: (path) => onFile("read", path, () => orAbsent(readFile(join(root, path), "utf8"))),
  stat: (path) => onFile("look at", path, () => statEntry(join(root, path))),
  list: (path) =>
    onFile("list", path, async () => (await orAbsent(readdir(join(root, path))))?.toSorted()),
});

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
