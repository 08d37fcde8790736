import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pathExists } from "./path-exists.ts";
import { runChecked } from "./run-command.ts";
import { uplinkNames } from "./uplink.ts";

/** What a lab could leave behind on a machine: each list holds one line per thing, in no special order. */
export interface MachinePicture {
  readonly namespaces: readonly string[];
  readonly links: readonly string[];
  /** Tables of nftables, by family and name. */
  readonly tables: readonly string[];
  readonly mounts: readonly string[];
  readonly cgroups: readonly string[];
  readonly processes: readonly string[];
  readonly sysctls: readonly string[];
}

/** Looks at the machine. What belongs to other labs, by their control groups and disks, is left out. */
export async function takePicture(otherLabs: readonly string[]): Promise<MachinePicture> {
  const foreign = (line: string): boolean =>
    otherLabs.some((lab) => line.includes(`pharos-lab-${lab}/`) || line.includes(`/labs/${lab}/`));
  const processes = await listProcesses();
  const theirs = processes.filter((process) => foreign(process.cgroups));
  const theirNetworks = new Set(theirs.map((process) => process.network));
  const own = processes.filter((process) => !theirNetworks.has(process.network));
  const mounts = (await readFile("/proc/self/mountinfo", "utf8")).trim().split("\n");
  const uplinks = otherLabs.map(uplinkNames);
  const named = await readdir("/run/netns").catch(() => []);
  return {
    namespaces: [...new Set([...named, ...own.map((process) => process.network)])],
    links: (await runChecked(["ip", "-o", "link"]))
      .trim()
      .split("\n")
      .map(withoutCounters)
      .filter((line) => !uplinks.some(({ link }) => line.includes(` ${link}@`))),
    tables: (await listTables()).filter(
      (line) => !uplinks.some(({ table }) => line.endsWith(` ${table}`)),
    ),
    mounts: mounts
      .map((line) => line.split(" ").slice(3).join(" "))
      .filter((line) => !foreign(line)),
    cgroups: (await listGroups("/sys/fs/cgroup")).filter((line) => !foreign(`${line}/`)),
    processes: own.map((process) => `${process.pid} ${process.started} ${process.command}`),
    sysctls: (await listSettings(["kernel", "vm", "fs/inotify", "net/ipv4"])).filter(
      (line) => !uplinks.some(({ link }) => line.includes(`/${link}/`)),
    ),
  };
}

/** What is there now and was not before, and the reverse, a line each: `+cgroups /sys/…`. */
export function comparePictures(before: MachinePicture, after: MachinePicture): readonly string[] {
  const parts = [
    "namespaces",
    "links",
    "tables",
    "mounts",
    "cgroups",
    "processes",
    "sysctls",
  ] as const;
  return parts.flatMap((part) => {
    const was = new Set(before[part]);
    const is = new Set(after[part]);
    const appeared = after[part].filter((line) => !was.has(line));
    // Processes of the machine, and the groups made for them, may end in between.
    const gone = shortLived.has(part) ? [] : before[part];
    return [
      ...appeared.map((line) => `+${part} ${line}`),
      ...gone.filter((line) => !is.has(line)).map((line) => `-${part} ${line}`),
    ];
  });
}

const shortLived: ReadonlySet<string> = new Set(["processes", "namespaces", "cgroups"]);

interface SeenProcess {
  readonly pid: string;
  readonly started: string;
  readonly command: string;
  readonly cgroups: string;
  readonly network: string;
}

async function listProcesses(): Promise<readonly SeenProcess[]> {
  const pids = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const seen = await Promise.all(pids.map(async (pid) => await lookAt(pid).catch(() => [])));
  return seen.flat();
}

/** Kernel threads have no command line: they come and go by themselves and are left out. */
async function lookAt(pid: string): Promise<readonly SeenProcess[]> {
  const dir = join("/proc", pid);
  const command = (await readFile(join(dir, "cmdline"), "utf8")).replaceAll("\0", " ").trim();
  if (command === "") return [];
  const stat = await readFile(join(dir, "stat"), "utf8");
  const started = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  const cgroups = await readFile(join(dir, "cgroup"), "utf8");
  return [{ pid, started, command, cgroups, network: await readlink(join(dir, "ns/net")) }];
}

async function listGroups(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const children = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(dir, name));
  const below = await Promise.all(children.map(async (child) => await listGroups(child)));
  return [...children, ...below.flat()];
}

async function listSettings(areas: readonly string[]): Promise<readonly string[]> {
  const volatile = /random\/|ns_last_pid|stat_refresh|drop_caches|compact|cad_pid|pty\/nr|seccomp/;
  const lists = await Promise.all(
    areas.map(async (area) => {
      const names = await readdir(join("/proc/sys", area), { recursive: true });
      const wanted = names
        .map((name) => join("/proc/sys", area, name))
        .filter((p) => !volatile.test(p));
      return await Promise.all(
        wanted.map(
          async (path) => `${path}=${(await readFile(path, "utf8").catch(() => "")).trim()}`,
        ),
      );
    }),
  );
  return lists.flat();
}

/** None where nftables is not installed: the lab makes tables with nothing else. */
async function listTables(): Promise<readonly string[]> {
  if (!(await pathExists("/usr/sbin/nft"))) return [];
  return (await runChecked(["nft", "list", "tables"])).split("\n").filter((line) => line !== "");
}

/** A link's line ends in figures that change by themselves. */
function withoutCounters(line: string): string {
  return line.split(" mtu ")[0] ?? line;
}
