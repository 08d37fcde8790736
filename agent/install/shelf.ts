import { mkdir, open, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskFull } from "../../shared/errors/host-errors.ts";
import { isDiskFull } from "../host/real/system-error.ts";

/**
 * Lets a folder appear on a shelf by one rename, once `fill` has made it whole and its files are on the
 * disk. A folder that is there is taken for whole and left alone: its name says what is in it. Throws
 * `DISK_FULL`.
 */
export const placeFolder = async (
  shelf: string,
  folder: string,
  fill: (partial: string) => Promise<void>,
): Promise<void> => {
  await mkdir(shelf, { recursive: true, mode: 0o755 });
  const target = join(shelf, folder);
  if (await exists(target)) return;
  const partial = join(shelf, `.${folder}.partial`);
  await rm(partial, { recursive: true, force: true });
  try {
    await mkdir(partial, { mode: 0o755 });
    await fill(partial);
    await syncFolder(partial);
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw isDiskFull(error) ? diskFull({ path: target }, { cause: error }) : error;
  }
  await syncFolder(shelf);
};

/** Points a link elsewhere by one rename: whoever reads it sees the old target or the new one. */
export const switchLink = async (link: string, target: string): Promise<void> => {
  const present = await readlink(link).catch(() => undefined);
  if (present === target) return;
  const temporary = join(dirname(link), `.${basename(link)}.next`);
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, link);
  await syncFolder(dirname(link));
};

/** Makes a file durable, with this mode. */
export const sealFile = async (path: string, mode: number): Promise<void> => {
  const handle = await open(path, "r+");
  try {
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
};

export const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

export const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
