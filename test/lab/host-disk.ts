import { chmod, chown, lstat, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { GuestFile } from "./guest-files.ts";
import type { HostPaths } from "./lab-paths.ts";
import { runChecked } from "./run-command.ts";

/**
 * Makes a bare host's disk: a writable layer over the shared root, and `/var/lib` as a plain directory,
 * since container runtimes cannot stack their overlays on ours.
 */
export async function createHostDisk(
  paths: HostPaths,
  bareRoot: string,
  files: readonly GuestFile[],
): Promise<void> {
  await rm(paths.hostDir, { recursive: true, force: true });
  for (const dir of [paths.upper, paths.work, paths.root]) await mkdir(dir, { recursive: true });
  await chmod(paths.upper, 0o755);
  await runChecked(["cp", "-a", join(bareRoot, "var/lib"), paths.varLib]);
  for (const file of files) await place(file, paths.upper, bareRoot);
}

async function place(file: GuestFile, upper: string, bareRoot: string): Promise<void> {
  const target = join(upper, file.path);
  await ensureDirectory(dirname(file.path), upper, bareRoot);
  switch (file.kind) {
    case "link":
      await symlink(file.target, target);
      return;
    case "directory":
      await mkdir(target);
      await own(target, file.mode, file.uid);
      return;
    case "file":
      await writeFile(target, file.text);
      await own(target, file.mode, file.uid);
      return;
  }
}

/** A directory of the writable layer hides the mode and owner of the shared root's, so it takes them over. */
async function ensureDirectory(path: string, upper: string, bareRoot: string): Promise<void> {
  if (path === "/") return;
  await ensureDirectory(dirname(path), upper, bareRoot);
  const target = join(upper, path);
  if (await lstat(target).catch(() => undefined)) return;
  await mkdir(target);
  const below = await lstat(join(bareRoot, path)).catch(() => undefined);
  await chmod(target, (below?.mode ?? 0o755) & 0o7777);
  await chown(target, below?.uid ?? 0, below?.gid ?? 0);
}

async function own(path: string, mode: number, uid = 0): Promise<void> {
  await chown(path, uid, uid);
  await chmod(path, mode);
}
