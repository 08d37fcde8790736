import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sysctlRefused } from "../../../shared/errors/host-errors.ts";
import type { FileReader } from "../files.ts";
import type { KernelReader, KernelWriter } from "../kernel.ts";
import { unescapeOctal } from "./parse-mounts.ts";
import { requireSuccess } from "./require-success.ts";
import { isAbsent, systemErrorCode } from "./system-error.ts";
import type { RunTaskProgram } from "./task-program.ts";

const MODPROBE_LIMIT_MS = 30_000;
/** Everything that was swapped out is read back. */
const SWAPOFF_LIMIT_MS = 10 * 60_000;

/**
 * A module that is compiled in without parameters leaves no trace in /sys/module, and a container or
 * a kernel without modules has no modules.builtin: then what the module brings is the evidence.
 */
const EVIDENCE: Readonly<Record<string, string>> = {
  br_netfilter: "/proc/sys/net/bridge/bridge-nf-call-iptables",
  nf_conntrack: "/proc/sys/net/netfilter/nf_conntrack_max",
  ip_vs: "/proc/net/ip_vs",
};

export const createKernelReader = (root: string, files: FileReader): KernelReader => ({
  sysctl: (key) => readSysctl(join(root, sysctlPath(key))),
  hasModule: (name) => hasModule(files, name.replaceAll("-", "_")),
  swaps: async () => parseSwaps((await files.read("/proc/swaps")) ?? ""),
});

/** Modules and swap are outside of what the agent's own unit may touch: transient units see to them. */
export const createKernelWriter = (root: string, runTaskProgram: RunTaskProgram): KernelWriter => ({
  setSysctl: async (key, value) => {
    try {
      await writeFile(join(root, sysctlPath(key)), `${value}\n`, { flag: "r+" });
    } catch (cause) {
      throw sysctlRefused(
        { key, value, reason: systemErrorCode(cause) ?? String(cause) },
        { cause },
      );
    }
  },
  loadModule: async (name) => {
    const reason = `modprobe ${name}`;
    const argv = ["modprobe", "--", name];
    requireSuccess(reason, await runTaskProgram({ argv, limitMs: MODPROBE_LIMIT_MS, reason }));
  },
  swapOff: async () => {
    const argv = ["swapoff", "--all"];
    const program = { argv, limitMs: SWAPOFF_LIMIT_MS, reason: "swapoff" };
    requireSuccess(program.reason, await runTaskProgram(program));
  },
});

/** As sysctl(8): if the first separator is a slash, dots are part of names (`net/ipv4/conf/eth0.7/…`). */
const sysctlPath = (key: string): string => {
  const separators = key.match(/[./]/)?.[0];
  return join("/proc/sys", separators === "/" ? key : key.replaceAll(".", "/"));
};

const readSysctl = async (path: string): Promise<string | undefined> => {
  try {
    return (await readFile(path, "utf8")).trim().replaceAll(/\s+/g, " ");
  } catch (error) {
    // Keys that can only be written answer EACCES or EIO.
    const code = systemErrorCode(error) ?? "";
    if (isAbsent(error) || ["EACCES", "EPERM", "EIO", "EISDIR"].includes(code)) return undefined;
    throw error;
  }
};

const hasModule = async (files: FileReader, name: string): Promise<boolean> => {
  if ((await files.stat(`/sys/module/${name}`)) !== undefined) return true;
  const evidence = EVIDENCE[name];
  if (evidence !== undefined && (await files.stat(evidence)) !== undefined) return true;
  const fileSystems = ((await files.read("/proc/filesystems")) ?? "").split(/\s+/);
  if (fileSystems.includes(name)) return true;
  const release = ((await files.read("/proc/sys/kernel/osrelease")) ?? "").trim();
  const builtin = (await files.read(`/lib/modules/${release}/modules.builtin`)) ?? "";
  return builtin
    .replaceAll("-", "_")
    .split("\n")
    .some((line) => line.endsWith(`/${name}.ko`));
};

const parseSwaps = (text: string): readonly string[] =>
  text
    .split("\n")
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? "")
    .filter((path) => path !== "")
    .map(unescapeOctal);
