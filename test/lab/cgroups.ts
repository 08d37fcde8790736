import { mkdir, readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { waitUntil } from "./wait-until.ts";

/**
 * The caller's current control group in every mounted hierarchy, as directories.
 * With version 2 alone it is the root instead: a group that holds processes cannot hand controllers down.
 */
export async function ownCgroupDirs(): Promise<readonly string[]> {
  const membership = await readFile("/proc/self/cgroup", "utf8");
  const mounts = parseCgroupMounts(await readFile("/proc/self/mountinfo", "utf8"));
  const dirs = membership
    .trim()
    .split("\n")
    .map((line) => {
      const [, controllers = "", ...path] = line.split(":");
      const mountPoint = mounts.get(controllers);
      if (mountPoint === undefined || mounts.size === 1) return mountPoint;
      return join(mountPoint, path.join(":"));
    });
  return dirs.filter((dir) => dir !== undefined);
}

/** Mount point by controllers as `/proc/PID/cgroup` writes them: "cpu", "cpu,cpuacct", "name=systemd", "" for version 2. */
export function parseCgroupMounts(mountinfo: string): ReadonlyMap<string, string> {
  const mounts = new Map<string, string>();
  for (const line of mountinfo.trim().split("\n")) {
    const [left = "", right = ""] = line.split(" - ");
    const mountPoint = left.split(" ")[4] ?? "";
    const [type, , options = ""] = right.split(" ");
    if (type === "cgroup2") mounts.set("", mountPoint);
    if (type === "cgroup") mounts.set(controllersOf(options), mountPoint);
  }
  return mounts;
}

/** Makes a group `name` below each directory, ready for processes; fails where the directory itself is gone. */
export async function makeCgroups(
  parents: readonly string[],
  name: string,
): Promise<readonly string[]> {
  const dirs = parents.map((parent) => join(parent, name));
  for (const [index, dir] of dirs.entries()) {
    const parent = parents[index] ?? "";
    await mkdir(dir).catch(unlessThere);
    await copyCpuset(parent, dir);
    await handDownControllers(parent);
  }
  return dirs;
}

export async function joinCgroups(dirs: readonly string[], pid: number): Promise<void> {
  for (const dir of dirs) await writeFile(join(dir, "cgroup.procs"), String(pid));
}

/** Kills what runs in or below the groups, waits for its end and removes them. Missing groups are fine. */
export async function removeCgroups(dirs: readonly string[]): Promise<void> {
  await waitUntil(
    `${dirs[0] ?? "no control group"} to empty and go`,
    30_000,
    async () => {
      for (const pid of await pidsBelow(dirs)) tryKill(pid);
      // A group stays busy for a moment after its last process has ended.
      const removed = await Promise.all(dirs.map(async (dir) => await removeTree(dir)));
      return removed.every(Boolean);
    },
    20,
  );
}

async function pidsBelow(dirs: readonly string[]): Promise<ReadonlySet<number>> {
  const pids = new Set<number>();
  for (const dir of dirs) {
    const procs = await readFile(join(dir, "cgroup.procs"), "utf8").catch(() => "");
    for (const pid of procs.split("\n").filter(Boolean)) pids.add(Number(pid));
    for (const pid of await pidsBelow(await childGroups(dir))) pids.add(pid);
  }
  return pids;
}

async function childGroups(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => join(dir, entry.name));
}

function unlessThere(cause: unknown): void {
  if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause;
}

function tryKill(pid: number): void {
  // 0 stands for a process of another namespace, which has its own way to end.
  if (pid === 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended since it was listed.
  }
}

async function removeTree(dir: string): Promise<boolean> {
  for (const child of await childGroups(dir)) {
    if (!(await removeTree(child))) return false;
  }
  return await rmdir(dir).then(
    () => true,
    (cause: unknown) => cause instanceof Error && "code" in cause && cause.code === "ENOENT",
  );
}

/** A new cpuset group of version 1 has no processors and takes no process until it is given some. */
async function copyCpuset(parent: string, dir: string): Promise<void> {
  for (const name of ["cpuset.cpus", "cpuset.mems"]) {
    const value = await readFile(join(parent, name), "utf8").catch(() => undefined);
    if (value !== undefined && value.trim() !== "") await writeFile(join(dir, name), value.trim());
  }
}

/** Version 2 only; the file does not exist in version 1, and is empty in a hybrid's unified hierarchy. */
async function handDownControllers(parent: string): Promise<void> {
  const text = await readFile(join(parent, "cgroup.controllers"), "utf8").catch(() => "");
  const controllers = text.trim().split(" ").filter(Boolean);
  if (controllers.length === 0) return;
  const wanted = controllers.map((controller) => `+${controller}`).join(" ");
  await writeFile(join(parent, "cgroup.subtree_control"), wanted);
}

function controllersOf(options: string): string {
  const flags = new Set(["rw", "ro", "xattr", "clone_children", "nsdelegate", "noprefix"]);
  const named = options
    .split(",")
    .filter((option) => !flags.has(option) && !option.startsWith("release_agent="));
  return named.join(",");
}
