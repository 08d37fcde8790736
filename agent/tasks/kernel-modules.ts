import type { Task } from "../engine/task.ts";
import { diffAbsentFile, type ObservedFile, observeFile } from "./observed-file.ts";

export interface KernelModulesSpec {
  /** `absent`: no longer loaded at boot; what is loaded stays until then. */
  readonly ensure: "present" | "absent";
  readonly modules: readonly string[];
}

export interface KernelModulesState {
  readonly file: ObservedFile;
  readonly loaded: readonly string[];
}

export const MODULES_PATH = "/etc/modules-load.d/pharos.conf";

/** Kernel modules, loaded now and at boot. */
export const kernelModules: Task<KernelModulesSpec, KernelModulesState> = {
  kind: "kernel-modules",
  name: () => "all",
  title: ({ ensure }) => (ensure === "present" ? "load kernel modules" : `remove ${MODULES_PATH}`),
  reads: () => [],
  writes: ({ modules }) => [
    `file:${MODULES_PATH}`,
    ...modules.map((name) => `kernel-module:${name}` as const),
  ],
  check: async (host, { modules }) => {
    const loaded = await Promise.all(modules.map((name) => host.kernel.hasModule(name)));
    return {
      file: await observeFile(host, MODULES_PATH),
      loaded: modules.filter((_, index) => loaded[index]),
    };
  },
  diff: ({ file, loaded }, { ensure, modules }) => {
    if (ensure === "absent") return diffAbsentFile(file);
    const atBoot = file.kind === "file" ? file.text.split("\n") : [];
    const missing = modules.filter((name) => !loaded.includes(name) || !atBoot.includes(name));
    const foreign = atBoot.filter((line) => isModule(line) && !modules.includes(line));
    return [
      ...missing.map((field) => ({
        field,
        ...(loaded.includes(field) ? { before: "loaded until reboot" } : {}),
        after: "loaded",
      })),
      ...foreign.map((field) => ({ field, before: "loaded at boot" })),
    ];
  },
  apply: async (host, { ensure, modules }) => {
    if (ensure === "absent") return host.files.remove(MODULES_PATH);
    for (const name of modules) {
      if (!(await host.kernel.hasModule(name))) await host.kernel.loadModule(name);
    }
    await host.files.write(MODULES_PATH, render(modules), { mode: 0o644 });
  },
};

const isModule = (line: string): boolean => line !== "" && !line.startsWith("#");

const render = (modules: readonly string[]): string =>
  ["# Written by pharosctl; a change made here is undone.", ...modules, ""].join("\n");
