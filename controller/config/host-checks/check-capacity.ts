import type { DiskFacts } from "../../../shared/spec/facts.ts";
import { eachHost, type HostCheck, type HostProblem, type KnownHost } from "./host-problem.ts";

type Problem = Omit<HostProblem, "host">;

const mebibyte = 1024 * 1024;
const gibibyte = 1024 * mebibyte;

/** kubeadm's own preflight limits for control planes. */
const masterMinimumBytes = 1700 * mebibyte;
const masterMinimumCores = 2;

const masterComfortBytes = 2 * gibibyte;
const workerComfortBytes = gibibyte;
const freeMinimumBytes = 2 * gibibyte;
const freeComfortBytes = 10 * gibibyte;

/** Where images, pods and etcd live. */
const dataFolder = "/var/lib";

/** Memory, processors and disk suffice for the role. */
export const checkCapacity: HostCheck = eachHost((host) => [
  ...checkMemory(host),
  ...checkProcessors(host),
  ...checkDisk(host),
]);

const checkMemory = ({ config, facts }: KnownHost): readonly Problem[] => {
  const { totalBytes } = facts.memory;
  const isMaster = config.role === "master";
  const isError = isMaster && totalBytes < masterMinimumBytes;
  if (!isError && totalBytes >= (isMaster ? masterComfortBytes : workerComfortBytes)) return [];
  const wanted = isError ? "1700 MiB, kubeadm's minimum" : isMaster ? "2 GiB" : "1 GiB";
  return [
    {
      severity: isError ? "error" : "warning",
      code: "MEMORY_TOO_LITTLE",
      message: `has ${Math.floor(totalBytes / mebibyte)} MiB of memory; a ${config.role} needs ${wanted}`,
      hint: "give the host more memory",
    },
  ];
};

const checkProcessors = ({ config, facts }: KnownHost): readonly Problem[] =>
  config.role === "master" && facts.cpu.cores < masterMinimumCores
    ? [
        {
          severity: "error",
          code: "CPU_TOO_FEW",
          message: `has ${facts.cpu.cores} processor; kubeadm wants ${masterMinimumCores} on a master`,
          hint: "give the host more processors",
        },
      ]
    : [];

const checkDisk = ({ facts, probe }: KnownHost): readonly Problem[] => {
  const disk = diskOf(facts.disks);
  if (disk === undefined || disk.freeBytes >= freeComfortBytes) return [];
  // A host that runs already is not given up for a full disk: the next apply may be what helps.
  const isError = disk.freeBytes < freeMinimumBytes && !probe.isMember;
  return [
    {
      severity: isError ? "error" : "warning",
      code: "DISK_TOO_FULL",
      message: `has ${(disk.freeBytes / gibibyte).toFixed(1)} GiB free on ${disk.mount}, where ${dataFolder} is; 10 GiB are good, 2 GiB the least`,
      hint: `free some space below ${disk.mount}, or give ${dataFolder} a disk of its own`,
    },
  ];
};

/** The file system that holds the data folder: the longest mount point above it. */
const diskOf = (disks: readonly DiskFacts[]): DiskFacts | undefined =>
  disks
    .filter(
      ({ mount }) => mount === "/" || mount === dataFolder || dataFolder.startsWith(`${mount}/`),
    )
    .toSorted((a, b) => b.mount.length - a.mount.length)[0];
