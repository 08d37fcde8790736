import { createHash } from "node:crypto";
import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  unlink,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { mountedBelow } from "../../../shared/errors/host-errors.ts";
import type { FileAttributes, FileWriter } from "../files.ts";
import { parseMountPoints } from "./parse-mounts.ts";
import { isAbsent, onFile, systemErrorCode } from "./system-error.ts";

/** Beginning of the names of files that are not finished yet; a kill -9 can leave one behind. */
const TEMPORARY_PREFIX = ".pharos-";

/** Older ones are nobody's: one executor writes, and no write takes a minute. */
const STALE_MS = 60_000;

/** Writes files below `root` (`/` on a host). */
export const createFileWriter = (root: string): FileWriter => ({
  write: (path, text, attributes) =>
    onFile("write", path, () =>
      replace(join(root, path), (temporary) => writeWhole(temporary, text, attributes)),
    ),
  link: (path, target) =>
    onFile("link", path, () =>
      replace(join(root, path), (temporary) => symlink(target, temporary)),
    ),
  makeDirectory: (path, attributes) =>
    onFile("make directory", path, async () => {
      await makeParents(dirname(join(root, path)));
      await mkdir(join(root, path), { mode: 0o700 }).catch(
        ignoreExistingDirectory(join(root, path)),
      );
      await setAttributes(join(root, path), attributes);
    }),
  setAttributes: (path, attributes) =>
    onFile("set attributes of", path, () => setAttributes(join(root, path), attributes)),
  remove: (path) => removeTree(root, path),
});

/** Their mode depends neither on the mode asked for nor on the agent's own umask. */
const makeParents = async (folder: string): Promise<void> => {
  const first = await mkdir(folder, { recursive: true, mode: 0o755 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) {
    await chmod(made, 0o755);
  }
};

/** Makes the new entry under a temporary name, then puts it in place; a reader never sees half of it. */
const replace = async (path: string, make: (temporary: string) => Promise<void>): Promise<void> => {
  const folder = dirname(path);
  const temporary = join(folder, toTemporaryName(path));
  // What a killed agent left of the same write: the one after it begins it again.
  await rm(temporary, { force: true });
  try {
    await make(temporary);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(folder);
  await removeStale(folder);
};

/** The same for each write of a path: what is cut off is found again by who does it once more. */
const toTemporaryName = (path: string): string =>
  `${TEMPORARY_PREFIX}${createHash("sha256").update(basename(path)).digest("hex").slice(0, 12)}`;

const writeWhole = async (
  temporary: string,
  text: string,
  attributes: FileAttributes,
): Promise<void> => {
  const file = await open(temporary, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.chown(attributes.uid ?? 0, attributes.gid ?? 0);
    // After chown, which clears the set-id bits.
    await file.chmod(attributes.mode);
    await file.sync();
  } finally {
    await file.close();
  }
};

const syncDirectory = async (folder: string): Promise<void> => {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
};

const removeStale = async (folder: string): Promise<void> => {
  const names = (await readdir(folder)).filter((name) => name.startsWith(TEMPORARY_PREFIX));
  for (const name of names) {
    const path = join(folder, name);
    const stats = await lstat(path).catch(() => undefined);
    if (stats === undefined || stats.isDirectory() || Date.now() - stats.ctimeMs < STALE_MS)
      continue;
    await unlink(path).catch(() => undefined);
  }
};

const ignoreExistingDirectory = (path: string) => async (error: unknown) => {
  if (systemErrorCode(error) === "EEXIST" && (await lstat(path)).isDirectory()) return;
  throw error;
};

const setAttributes = async (path: string, attributes: FileAttributes): Promise<void> => {
  await chown(path, attributes.uid ?? 0, attributes.gid ?? 0);
  await chmod(path, attributes.mode);
};

const removeTree = async (root: string, path: string): Promise<void> => {
  const full = join(root, path);
  const mounts = parseMountPoints(await readFile("/proc/self/mountinfo", "utf8"));
  const inside = mounts.find((mount) => mount.startsWith(`${full}/`));
  if (inside !== undefined) throw mountedBelow({ path, mount: inside });
  await onFile("remove", path, async () => {
    if (!mounts.includes(full)) return await rm(full, { recursive: true, force: true });
    for (const name of await readdir(full))
      await rm(join(full, name), { recursive: true, force: true });
  }).catch(ignoreAbsent);
};

/** A parent that is a file: `rm` with `force` still refuses that. */
const ignoreAbsent = (error: unknown): void => {
  if (error instanceof Error && isAbsent(error.cause)) return;
  throw error;
};
