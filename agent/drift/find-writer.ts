import { basename } from "node:path";
import type { PlannedChange } from "../../shared/spec/run.ts";
import type { BoundTask } from "../engine/task.ts";
import type { FileReader } from "../host/files.ts";

/** Which process or command made a difference; `undefined` where it cannot be known. */
export type FindWriter = (
  task: BoundTask,
  changes: readonly PlannedChange[],
) => Promise<string | undefined>;

const APT_HISTORY = "/var/log/apt/history.log";
const APT_RECENT_MS = 15 * 60_000;
/** Services that read what we write name it on their command lines. */
const OWN_SERVICES = /\/(pharos-[\w-]+|containerd|kubelet)\.service|kubepods/;

/**
 * inotify does not say who wrote. What can be known: apt's own history, and for files a process that
 * still has the file open or names it on its command line (an editor, a loop in a shell). Its name
 * and number only: command lines may hold secrets.
 */
export const createFindWriter =
  (files: FileReader, now: () => Date): FindWriter =>
  async (task, changes) => {
    if (task.kind === "packages") {
      const history = (await files.read(APT_HISTORY).catch(() => undefined)) ?? "";
      return findAptCommand(
        history,
        changes.map(({ field }) => field),
        now().getTime() - APT_RECENT_MS,
      );
    }
    const paths = task.writes.flatMap((ref) => (ref.startsWith("file:/") ? [ref.slice(5)] : []));
    return paths.length === 0 ? undefined : await findProcess(files, paths);
  };

/** The newest command of apt's history, no older than `sinceMs`, that touched one of these packages. */
export const findAptCommand = (
  history: string,
  names: readonly string[],
  sinceMs: number,
): string | undefined => {
  const entry = history.split("\n\n").findLast((text) => {
    const touched = /^(?:Install|Remove|Purge|Upgrade|Downgrade): (.*)$/gm;
    const lines = [...text.matchAll(touched)].map(([, line]) => line ?? "");
    return names.some((name) => lines.some((line) => `, ${line}`.includes(`, ${name}:`)));
  });
  if (entry === undefined) return undefined;
  const field = (name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, "m").exec(entry)?.[1];
  // apt writes the host's local time, without its zone.
  const startedMs = new Date((field("Start-Date") ?? "").replace(/\s+/, "T")).getTime();
  if (!(startedMs >= sinceMs)) return undefined;
  const who = field("Requested-By");
  return `${field("Commandline") ?? "apt"}${who === undefined ? "" : ` by ${who}`}`;
};

const findProcess = async (
  files: FileReader,
  paths: readonly string[],
): Promise<string | undefined> => {
  const ids = ((await files.list("/proc")) ?? []).filter((name) => /^\d+$/.test(name));
  // The newest first: a shell's loop is younger than what it runs beside.
  for (const id of ids.toSorted((a, b) => Number(b) - Number(a))) {
    if (Number(id) === process.pid) continue;
    const why = await relationOf(files, id, paths).catch(() => undefined);
    if (why !== undefined) return why;
  }
  return undefined;
};

const relationOf = async (
  files: FileReader,
  id: string,
  paths: readonly string[],
): Promise<string | undefined> => {
  const command = (await files.read(`/proc/${id}/cmdline`)) ?? "";
  // A thread of the kernel.
  if (command === "") return undefined;
  if (OWN_SERVICES.test((await files.read(`/proc/${id}/cgroup`)) ?? "")) return undefined;
  const name = ((await files.read(`/proc/${id}/comm`)) ?? "").trim();
  if (paths.some((path) => command.includes(path)))
    return `${name} (process ${id}) names it on its command line`;
  for (const handle of (await files.list(`/proc/${id}/fd`)) ?? []) {
    const target = (await files.stat(`/proc/${id}/fd/${handle}`))?.target ?? "";
    if (paths.some((path) => isSameFile(target, path)))
      return `${name} (process ${id}) has it open`;
  }
  return undefined;
};

/** Editors hold a copy beside the file: `.config.toml.swp`. */
const isSameFile = (target: string, path: string): boolean =>
  target === path ||
  (target.startsWith(path.slice(0, path.lastIndexOf("/") + 1)) &&
    basename(target) === `.${basename(path)}.swp`);
