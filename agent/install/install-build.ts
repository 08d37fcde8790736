import { copyFile, mkdir, open, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

/** Content-named folder of one file: its name is the version and the start of its hash. */
export interface BuildFile {
  /** File that is there now, in the folder where the CLI put it. */
  readonly source: string;
  /** `/opt/pharos/runtime` or `/opt/pharos/agent`. */
  readonly shelf: string;
  /** `node-24.20.0-0a1b2c3d4e5f`: a folder of this name has this content, whole. */
  readonly folder: string;
  readonly fileName: string;
  readonly mode: number;
}

/**
 * Puts a file on its shelf and switches `current` to it. The folder appears by one rename when it
 * is whole, and `current` changes by another: a power cut leaves the old or the new.
 */
export const installBuild = async ({
  source,
  shelf,
  folder,
  fileName,
  mode,
}: BuildFile): Promise<void> => {
  await mkdir(shelf, { recursive: true, mode: 0o755 });
  const target = join(shelf, folder);
  if (!(await exists(join(target, fileName)))) {
    const partial = join(shelf, `.${folder}.partial`);
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { mode: 0o755 });
    await copyFile(source, join(partial, fileName));
    const handle = await open(join(partial, fileName), "r+");
    await handle.chmod(mode);
    await handle.sync();
    await handle.close();
    await rm(target, { recursive: true, force: true });
    await rename(partial, target);
  }
  await switchLink(join(shelf, "current"), folder);
  await syncFolder(shelf);
};

const exists = async (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const switchLink = async (link: string, target: string): Promise<void> => {
  const present = await readlink(link).catch(() => undefined);
  if (present === target) return;
  const temporary = join(dirname(link), `.${basename(link)}.next`);
  await rm(temporary, { force: true });
  await symlink(target, temporary);
  await rename(temporary, link);
};

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, "r");
  await handle.sync();
  await handle.close();
};
