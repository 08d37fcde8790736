import { statfs } from "node:fs/promises";
import { join } from "node:path";

export interface Room {
  readonly folder: string;
  readonly freeBytes: number;
  /** Undefined: the file system does not count them. */
  readonly freeInodes: number | undefined;
}

/** Where a package's files go to: its own, what is downloaded, and what apt and dpkg write down. */
const FOLDERS = [
  "/var/cache/apt/archives",
  "/var/lib/apt/lists",
  "/var/lib/dpkg",
  "/usr",
  "/etc",
  "/opt",
  "/opt/cni",
  "/boot",
];

/** The larger packages of Kubernetes do not fit into less. */
const LEAST_BYTES = 48 * 1024 * 1024;

/**
 * The first folder into which no package fits any more, looked at after an installation has failed;
 * `undefined`: there is room everywhere.
 */
export const findFullDisk = async (root: string): Promise<string | undefined> =>
  pickFull((await Promise.all(FOLDERS.map((folder) => measure(root, folder)))).flat());

/** Pure. */
export const pickFull = (rooms: readonly Room[]): string | undefined =>
  rooms.find(({ freeBytes, freeInodes }) => freeBytes < LEAST_BYTES || freeInodes === 0)?.folder;

const measure = async (root: string, folder: string): Promise<readonly Room[]> => {
  const found = await statfs(join(root, folder)).catch(() => undefined);
  if (found === undefined) return [];
  const { bavail, bsize, files, ffree } = found;
  return [{ folder, freeBytes: bavail * bsize, freeInodes: files === 0 ? undefined : ffree }];
};
