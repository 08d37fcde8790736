import { programFailed, sysctlRefused } from "../../../shared/errors/host-errors.ts";
import type { KernelReader, KernelWriter } from "../kernel.ts";
import type { FakeMachine } from "./fake-machine.ts";

/** Keys that appear with a module. */
const MODULE_SYSCTLS: Readonly<Record<string, readonly string[]>> = {
  br_netfilter: ["net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables"],
  nf_conntrack: ["net.netfilter.nf_conntrack_max"],
};

export const createFakeKernelReader = (machine: FakeMachine): KernelReader => ({
  sysctl: async (key) => machine.sysctls.get(toDotted(key)),
  hasModule: async (name) => machine.modules.has(name.replaceAll("-", "_")),
  swaps: async () => machine.swaps,
});

export const createFakeKernelWriter = (machine: FakeMachine): KernelWriter => ({
  setSysctl: (key, value) =>
    machine.write(`kernel.setSysctl ${key}`, () => {
      if (!machine.sysctls.has(toDotted(key)))
        throw sysctlRefused({ key, value, reason: "ENOENT" });
      machine.sysctls.set(toDotted(key), value.trim().replaceAll(/\s+/g, " "));
    }),
  loadModule: (name) => machine.write(`kernel.loadModule ${name}`, () => loadModule(machine, name)),
  swapOff: () =>
    machine.write("kernel.swapOff", () => {
      machine.swaps = [];
    }),
});

const toDotted = (key: string): string =>
  key.match(/[./]/)?.[0] === "/" ? key.replaceAll("/", ".") : key;

const loadModule = (machine: FakeMachine, name: string): void => {
  const module = name.replaceAll("-", "_");
  if (!machine.loadableModules.has(module)) {
    throw programFailed({
      program: "modprobe",
      reason: `modprobe ${name}`,
      exitCode: 1,
      stderr: `modprobe: FATAL: Module ${name} not found`,
    });
  }
  machine.modules.add(module);
  for (const key of MODULE_SYSCTLS[module] ?? []) {
    if (!machine.sysctls.has(key)) machine.sysctls.set(key, "1");
  }
};
