import type { HostFacts, OsFacts } from "../../shared/spec/facts.ts";
import type { HostReader } from "../host/host.ts";
import { readActiveFirewalls } from "./read-active-firewalls.ts";
import { readCpu } from "./read-cpu.ts";
import { readDisks } from "./read-disks.ts";
import { readDns } from "./read-dns.ts";
import { readExistingKubernetes } from "./read-existing-kubernetes.ts";
import { readInterfaces } from "./read-interfaces.ts";
import { readTime } from "./read-time.ts";
import { parseCapabilities } from "./parse-capabilities.ts";
import { parseMemory } from "./parse-memory.ts";
import { parseOsRelease } from "./parse-os-release.ts";
import type { MachinePorts } from "./machine-ports.ts";

export interface FactsPorts {
  readonly reader: HostReader;
  readonly machine: MachinePorts;
}

/** Packages whose versions somebody asks for: what we install, and what could be in its way. */
const RELEVANT_PACKAGES = [
  "apt",
  "conntrack",
  "containerd",
  "containerd.io",
  "cri-o",
  "cri-tools",
  "docker-ce",
  "docker.io",
  "ebtables",
  "ethtool",
  "firewalld",
  "haproxy",
  "ipset",
  "iptables",
  "kubeadm",
  "kubectl",
  "kubelet",
  "kubernetes-cni",
  "nftables",
  "openssh-server",
  "runc",
  "socat",
  "systemd",
  "ufw",
  "unattended-upgrades",
];

/** By Node's name (`process.arch`). */
const ARCHITECTURES: Readonly<Record<string, HostFacts["kernel"]["architecture"]>> = {
  x64: "amd64",
  arm64: "arm64",
};

/**
 * Makes the function that looks at the host: everything at once, few processes, nothing changed. What
 * cannot be read is empty or absent, never an error; `installedByPharos` is the journal's to say.
 */
export const createFactsReader =
  (ports: FactsPorts): (() => Promise<HostFacts>) =>
  () =>
    readFacts(ports);

const readFacts = async ({ reader, machine }: FactsPorts): Promise<HostFacts> => {
  const { files } = reader;
  const line = async (path: string): Promise<string> => (await orEmpty(files.read(path))).trim();
  const [hostname, machineId, bootId, os, release, cpu, memory, disks, environment] =
    await Promise.all([
      line("/proc/sys/kernel/hostname"),
      line("/etc/machine-id"),
      line("/proc/sys/kernel/random/boot_id"),
      readOs(reader),
      line("/proc/sys/kernel/osrelease"),
      readCpu(files, machine),
      orEmpty(files.read("/proc/meminfo")).then(parseMemory),
      readDisks(files, machine.space),
      readEnvironment(reader),
    ]);
  return {
    hostname,
    machineId,
    bootId,
    os,
    kernel: { release, architecture: ARCHITECTURES[machine.architecture] ?? "other" },
    cpu,
    memory,
    disks,
    ...environment,
    installedByPharos: [],
  };
};

type Environment = Omit<
  HostFacts,
  | "hostname"
  | "machineId"
  | "bootId"
  | "os"
  | "kernel"
  | "cpu"
  | "memory"
  | "disks"
  | "installedByPharos"
>;

/** Our own ones, to the pods of every other host, say nothing about this one: it would be a thousand. */
const readForeignRoutes = async ({ network }: HostReader): Promise<HostFacts["routes"]> => {
  const routes = await network.routes().catch(() => []);
  return routes.filter(({ protocol }) => protocol !== "pharos");
};

const readEnvironment = async (reader: HostReader): Promise<Environment> => {
  const { files, network, packages, programs } = reader;
  const [
    interfaces,
    routes,
    dns,
    time,
    cgroup2,
    virtualization,
    status,
    listeners,
    kubernetes,
    installed,
    reboot,
    activeFirewalls,
  ] = await Promise.all([
    readInterfaces(reader),
    readForeignRoutes(reader),
    readDns(files),
    readTime(reader),
    files.stat("/sys/fs/cgroup/cgroup.controllers"),
    programs.query({ program: "systemd-detect-virt" }).then(
      ({ stdout }) => stdout.trim(),
      () => "",
    ),
    // Of the first process: the agent's own unit leaves it less.
    orEmpty(files.read("/proc/1/status")),
    network.listeners().catch(() => []),
    readExistingKubernetes(files),
    packages
      .installed(RELEVANT_PACKAGES)
      .catch(() => new Map<string, { readonly version: string }>()),
    files.stat("/run/reboot-required"),
    readActiveFirewalls(files),
  ]);
  return {
    interfaces,
    routes,
    dns,
    time,
    cgroupVersion: cgroup2 === undefined ? 1 : 2,
    virtualization: virtualization === "" ? "none" : virtualization,
    capabilities: parseCapabilities(status),
    listeners,
    kubernetes,
    packages: Object.fromEntries([...installed].map(([name, { version }]) => [name, version])),
    rebootRequired: reboot !== undefined,
    activeFirewalls,
  };
};

/** `/usr/lib` is where it is kept, `/etc` what an image may have put instead. */
const readOs = async ({ files }: HostReader): Promise<OsFacts> => {
  const [own, delivered] = await Promise.all([
    orEmpty(files.read("/etc/os-release")),
    orEmpty(files.read("/usr/lib/os-release")),
  ]);
  return parseOsRelease(own === "" ? delivered : own);
};

const orEmpty = async (text: Promise<string | undefined>): Promise<string> => {
  try {
    return (await text) ?? "";
  } catch {
    return "";
  }
};
