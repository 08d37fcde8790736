import type { FileReader } from "../host/files.ts";

/** A unit whose processes still run programs or libraries that an upgrade has replaced. */
export interface StaleService {
  /** `ssh.service`; `session-4.scope` of people who are logged in, `init.scope` is systemd itself. */
  readonly unit: string;
  /** What was replaced, each once, sorted; at most ten. */
  readonly files: readonly string[];
}

/**
 * Units that are to be started anew before an upgrade counts for them: their processes have executable
 * files mapped that are deleted. Containers have their files from images and are left out, as are our
 * own units that run for one task. Sorted by name.
 */
export const findStaleServices = async (files: FileReader): Promise<readonly StaleService[]> => {
  const found = new Map<string, Set<string>>();
  for (const id of (await files.list("/proc")) ?? []) {
    if (!/^\d+$/.test(id)) continue;
    // A process may end while it is looked at.
    const stale = await inspect(files, id).catch(() => undefined);
    if (stale === undefined) continue;
    const known = found.get(stale.unit) ?? new Set();
    found.set(stale.unit, new Set([...known, ...stale.files]));
  }
  return [...found]
    .map(([unit, some]) => ({ unit, files: [...some].toSorted().slice(0, MOST_FILES) }))
    .toSorted((a, b) => (a.unit < b.unit ? -1 : 1));
};

const MOST_FILES = 10;

const inspect = async (files: FileReader, id: string): Promise<StaleService | undefined> => {
  const unit = unitOf((await files.read(`/proc/${id}/cgroup`)) ?? "");
  if (unit === undefined) return undefined;
  const stale = replacedFiles((await files.read(`/proc/${id}/maps`)) ?? "");
  return stale.length === 0 ? undefined : { unit, files: stale };
};

/** Of a runtime's containers, whatever the shape of their paths, and of what lasts for a moment. */
const OTHERS = /kubepods|cri-containerd|\/docker[-/]|crio-|libpod|\/pharos-task-/;

/** The unit of a process by its control group, in either version; `undefined`: none, or one that does not count. */
const unitOf = (cgroup: string): string | undefined => {
  const paths = cgroup.split("\n").flatMap((line) => {
    const [, controller = "", path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    return path !== undefined && (controller === "" || controller === "name=systemd") ? [path] : [];
  });
  if (paths.some((path) => OTHERS.test(path))) return undefined;
  const names = paths.flatMap((path) => path.split("/"));
  return names.find((name) => /\.(service|scope)$/.test(name));
};

/** Where packages put programs and libraries. Only what is executable counts: caches are mapped too. */
const MAPPED = /^\S+ ..x. \S+ \S+ \d+ +(\/(?:usr|lib\d*|bin|sbin)\/.*) \(deleted\)$/;

const replacedFiles = (maps: string): readonly string[] => [
  ...new Set(maps.split("\n").flatMap((line) => MAPPED.exec(line)?.[1] ?? [])),
];
