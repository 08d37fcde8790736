import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import { diffAbsentFile, type ObservedFile, observeFile } from "./observed-file.ts";

export interface SysctlsSpec {
  /** `absent`: no longer set at boot; live values stay until then. */
  readonly ensure: "present" | "absent";
  readonly values: Readonly<Record<string, string>>;
  /** Keys whose live value may be higher: kube-proxy and others raise them. */
  readonly minimums: readonly string[];
  /** Modules that bring keys with them. */
  readonly modules: readonly string[];
}

export interface SysctlsState {
  readonly file: ObservedFile;
  readonly live: Readonly<Record<string, string | undefined>>;
}

/** Sorts behind every `99-*`, so that at boot it has the last word. */
export const SYSCTL_PATH = "/etc/sysctl.d/999-pharos.conf";

/** Kernel settings, now and at boot. */
export const sysctls: Task<SysctlsSpec, SysctlsState> = {
  kind: "sysctls",
  name: () => "all",
  title: ({ ensure }) => (ensure === "present" ? "set kernel parameters" : `remove ${SYSCTL_PATH}`),
  reads: ({ modules }) => modules.map(moduleRef),
  writes: ({ values }) => [
    `file:${SYSCTL_PATH}`,
    ...Object.keys(values).map((key) => `sysctl:${key}` as const),
  ],
  check: async (host, { values }) => {
    const keys = Object.keys(values);
    const live = await Promise.all(keys.map((key) => host.kernel.sysctl(key)));
    return {
      file: await observeFile(host, SYSCTL_PATH),
      live: Object.fromEntries(keys.map((key, index) => [key, live[index]])),
    };
  },
  diff: ({ file, live }, spec) => {
    if (spec.ensure === "absent") return diffAbsentFile(file);
    const atBoot = file.kind === "file" ? parse(file.text) : {};
    const foreign = Object.entries(atBoot).filter(([key]) => spec.values[key] === undefined);
    return [
      ...Object.keys(spec.values).flatMap((key) => diffKey(key, atBoot[key], live[key], spec)),
      ...foreign.map(([field, before]) => ({ field, before })),
    ];
  },
  apply: async (host, spec) => {
    if (spec.ensure === "absent") return host.files.remove(SYSCTL_PATH);
    await host.files.write(SYSCTL_PATH, render(spec.values), { mode: 0o644 });
    for (const [key, value] of Object.entries(spec.values)) {
      const isMet = meets(await host.kernel.sysctl(key), key, spec);
      if (!isMet) await host.kernel.setSysctl(key, value);
    }
  },
  // A module brings its keys, and systemd sets them by our file as soon as they are there.
  predict: (state, { values }) => ({
    ...state,
    live: Object.fromEntries(
      Object.entries(state.live).map(([key, live]) => [key, live ?? values[key]]),
    ),
  }),
};

const moduleRef = (name: string): Ref => `kernel-module:${name}`;

/** Live values are compared only if they are set at boot: then one field tells both. */
const diffKey = (
  key: string,
  atBoot: string | undefined,
  live: string | undefined,
  spec: SysctlsSpec,
): readonly Change[] => {
  const after = spec.values[key] ?? "";
  if (atBoot !== fold(after)) {
    return [{ field: key, ...(atBoot === undefined ? {} : { before: atBoot }), after }];
  }
  if (meets(live, key, spec)) return [];
  return [{ field: `${key} (live)`, ...(live === undefined ? {} : { before: live }), after }];
};

const meets = (live: string | undefined, key: string, spec: SysctlsSpec): boolean => {
  const wanted = fold(spec.values[key] ?? "");
  if (live === undefined) return false;
  if (spec.minimums.includes(key) && Number(live) >= Number(wanted)) return true;
  return fold(live) === wanted;
};

const fold = (value: string): string => value.trim().replaceAll(/\s+/g, " ");

const parse = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split("\n")
      .filter((line) => line.includes("=") && !line.startsWith("#"))
      .map((line) => [
        line.slice(0, line.indexOf("=")).trim(),
        fold(line.slice(line.indexOf("=") + 1)),
      ]),
  );

const render = (values: Readonly<Record<string, string>>): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    ...Object.keys(values)
      .toSorted()
      .map((key) => `${key} = ${values[key]}`),
    "",
  ].join("\n");
