import { dirname } from "node:path";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import {
  diffAbsentFile,
  diffFile,
  type ObservedFile,
  observeFile,
  writeFile,
} from "./observed-file.ts";

export interface UnitFileSpec {
  readonly ensure: "present" | "absent";
  /** The unit that it makes up: its fragment or one of its drop-ins. */
  readonly unit: string;
  readonly path: string;
  /** Not read when `ensure` is `absent`. */
  readonly text: string;
  readonly needs?: readonly Ref[];
}

export interface UnitFileState {
  readonly file: ObservedFile;
  /** The file is gone and systemd has not noticed. A changed one is seen by the unit's own task. */
  readonly forgotten: boolean;
}

/** A unit's file or drop-in, as systemd has read it. Restarting is the unit task's, which reads this file. */
export const unitFile: Task<UnitFileSpec, UnitFileState> = {
  kind: "unit-file",
  name: ({ path }) => path,
  title: ({ ensure, path }) => (ensure === "present" ? `write ${path}` : `remove ${path}`),
  reads: (spec) => [
    ...(spec.ensure === "present" ? [`file:${dirname(spec.path)}` as const] : []),
    ...(spec.needs ?? []),
  ],
  writes: ({ path }) => [`file:${path}`],
  check: async (host, { ensure, unit, path }) => {
    const seen = await observeFile(host, path);
    const isGone = ensure === "absent" && seen.kind === "absent";
    return { file: seen, forgotten: isGone && (await host.units.show(unit)).files.includes(path) };
  },
  diff: (state, spec) => {
    if (spec.ensure === "present") return diffFile(state.file, spec);
    return state.forgotten ? [FORGOTTEN] : diffAbsentFile(state.file);
  },
  apply: async (host, spec, changes) => {
    if (spec.ensure === "absent") await host.files.remove(spec.path);
    else await writeFile(host, spec, changes);
    await host.units.reloadDaemon();
  },
};

const FORGOTTEN: Change = { field: "daemon-reload", before: "outdated", after: "current" };
