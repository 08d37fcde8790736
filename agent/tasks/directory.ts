import { dirname } from "node:path";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { FileStat } from "../host/files.ts";
import { showMode } from "./observed-file.ts";

export type DirectorySpec = PresentDirectory | AbsentDirectory;

export interface PresentDirectory {
  readonly ensure: "present";
  readonly path: string;
  /** Absent: 0755 when it is made, and left alone after that (folders of the distribution). */
  readonly mode?: number;
  readonly needs?: readonly Ref[];
}

/** Goes with all that is in it. */
export interface AbsentDirectory {
  readonly ensure: "absent";
  readonly path: string;
  readonly needs?: readonly Ref[];
}

/** One directory, owned by root, or its absence. */
export const directory: Task<DirectorySpec, FileStat | undefined> = {
  kind: "directory",
  name: ({ path }) => path,
  title: ({ ensure, path }) =>
    ensure === "present" ? `make directory ${path}` : `remove directory ${path}`,
  reads: (spec) => [
    ...(spec.ensure === "present" ? [`file:${dirname(spec.path)}` as const] : []),
    ...(spec.needs ?? []),
  ],
  writes: ({ path }) => [`file:${path}`],
  check: (host, { path }) => host.files.stat(path),
  diff: (seen, spec) => (spec.ensure === "present" ? diffPresent(seen, spec) : diffAbsent(seen)),
  apply: async (host, spec, changes) => {
    if (spec.ensure === "absent") return host.files.remove(spec.path);
    const isInTheWay = changes.some(
      ({ field, before }) => field === "kind" && before !== undefined,
    );
    if (isInTheWay) await host.files.remove(spec.path);
    await host.files.makeDirectory(spec.path, { mode: spec.mode ?? DEFAULT_MODE });
  },
};

const DEFAULT_MODE = 0o755;

const diffPresent = (seen: FileStat | undefined, spec: PresentDirectory): readonly Change[] => {
  if (seen === undefined) return [{ field: "kind", after: "directory" }];
  if (seen.kind !== "directory") return [{ field: "kind", before: seen.kind, after: "directory" }];
  if (spec.mode === undefined) return [];
  return [
    ...changed("mode", showMode(seen.mode), showMode(spec.mode)),
    ...changed("owner", `${seen.uid}:${seen.gid}`, "0:0"),
  ];
};

const diffAbsent = (seen: FileStat | undefined): readonly Change[] =>
  seen === undefined ? [] : [{ field: "kind", before: seen.kind }];

const changed = (field: string, before: string, after: string): readonly Change[] =>
  before === after ? [] : [{ field, before, after }];
