import { dirname } from "node:path";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { FileStat } from "../host/files.ts";

export interface LinkSpec {
  readonly ensure: "present" | "absent";
  readonly path: string;
  /** As it is written into the link; not read when `ensure` is `absent`. */
  readonly target: string;
  readonly needs?: readonly Ref[];
}

/** One symbolic link, or its absence. What is no link is replaced, and left alone when it is to go. */
export const link: Task<LinkSpec, FileStat | undefined> = {
  kind: "link",
  name: ({ path }) => path,
  title: ({ ensure, path, target }) =>
    ensure === "present" ? `link ${path} to ${target}` : `remove link ${path}`,
  reads: (spec) => [
    ...(spec.ensure === "present" ? [`file:${dirname(spec.path)}` as const] : []),
    ...(spec.needs ?? []),
  ],
  writes: ({ path }) => [`file:${path}`],
  check: (host, { path }) => host.files.stat(path),
  diff: (seen, spec) => (spec.ensure === "present" ? diffPresent(seen, spec) : diffAbsent(seen)),
  apply: async (host, spec, changes) => {
    if (spec.ensure === "absent") return host.files.remove(spec.path);
    if (changes.some(({ field }) => field === "kind")) await host.files.remove(spec.path);
    await host.files.link(spec.path, spec.target);
  },
};

const diffPresent = (seen: FileStat | undefined, { target }: LinkSpec): readonly Change[] => {
  if (seen === undefined) return [{ field: "target", after: target }];
  if (seen.kind !== "symlink") {
    return [
      { field: "kind", before: seen.kind, after: "symlink" },
      { field: "target", after: target },
    ];
  }
  return seen.target === target ? [] : [toChange(seen.target, target)];
};

const diffAbsent = (seen: FileStat | undefined): readonly Change[] =>
  seen?.kind === "symlink" ? [toChange(seen.target, undefined)] : [];

const toChange = (before: string | undefined, after: string | undefined): Change => ({
  field: "target",
  before: before ?? "",
  ...(after === undefined ? {} : { after }),
});
