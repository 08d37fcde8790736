import { join } from "node:path";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";

export interface LeftoversSpec {
  readonly directory: string;
  /** Names in it that stay. */
  readonly keep: readonly string[];
  readonly ours: OwnershipSign;
  readonly needs?: readonly Ref[];
}

/** How an entry is known to be ours: by its name, or by the first line of it or of a file in it. */
export type OwnershipSign =
  | { readonly kind: "prefix"; readonly prefix: string }
  | { readonly kind: "first-line"; readonly line: string; readonly file?: string };

/** Entries of ours in a shared directory that the spec no longer has; strangers' entries are not touched. */
export const leftovers: Task<LeftoversSpec, readonly string[]> = {
  kind: "leftovers",
  name: ({ directory }) => directory,
  title: ({ directory }) => `remove what is no longer wanted in ${directory}`,
  reads: ({ needs }) => needs ?? [],
  writes: ({ directory }) => [`file:${directory}/*`],
  check: async (host, { directory, keep, ours }) => {
    const names = (await host.files.list(directory)) ?? [];
    const foreign = names.filter((name) => !keep.includes(name));
    const signs = await Promise.all(
      foreign.map((name) => isOurs(host, join(directory, name), name, ours)),
    );
    return foreign.filter((_, index) => signs[index]);
  },
  diff: (names) => names.map((name) => ({ field: name, before: "present" })),
  apply: async (host, { directory }, changes) => {
    for (const { field } of changes) await host.files.remove(join(directory, field));
  },
};

const isOurs = async (
  host: HostReader,
  path: string,
  name: string,
  sign: OwnershipSign,
): Promise<boolean> => {
  switch (sign.kind) {
    case "prefix":
      return name.startsWith(sign.prefix);
    case "first-line": {
      const text = await host.files.read(sign.file === undefined ? path : join(path, sign.file));
      return text?.split("\n", 1)[0] === sign.line;
    }
  }
};
