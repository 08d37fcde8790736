import { readFile, stat, statfs } from "node:fs/promises";
import { totalmem } from "node:os";
import { dirname } from "node:path";
import type { Machine } from "./find-obstacles.ts";
import { runCommand } from "../run-command.ts";

/** What decides whether hosts can be made on this machine. `cacheDir` need not be there yet. */
export const readMachine = async (cacheDir: string): Promise<Machine> => {
  const isLinux = process.platform === "linux";
  return {
    platform: process.platform,
    architecture: process.arch,
    osRelease: await readFile("/etc/os-release", "utf8").catch(() => ""),
    isRoot: process.getuid?.() === 0,
    makesNamespaces:
      isLinux && (await succeeds(["unshare", "--mount", "--net", "--pid", "--fork", "true"])),
    mountsOverlays: isLinux && (await mountsOverlays()),
    memoryBytes: totalmem(),
    freeBytes: await freeBelow(cacheDir),
    cacheDir,
  };
};

const mountsOverlays = async (): Promise<boolean> => {
  const known = await readFile("/proc/filesystems", "utf8").catch(() => "");
  return /\toverlay$/m.test(known) || (await succeeds(["modprobe", "overlay"]));
};

const succeeds = async (argv: readonly string[]): Promise<boolean> =>
  runCommand(argv).then(
    ({ code }) => code === 0,
    () => false,
  );

const freeBelow = async (path: string): Promise<number> => {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) return await freeBelow(dirname(path));
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
};
