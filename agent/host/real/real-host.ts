import type { Host, HostAccess, HostBinding, HostReader } from "../host.ts";
import { createEtcdReader, createEtcdWriter } from "./real-etcd.ts";
import { createFileReader } from "./real-file-reader.ts";
import { createFileWriter } from "./real-file-writer.ts";
import { createKernelReader, createKernelWriter } from "./real-kernel.ts";
import { createKubernetesReader, createKubernetesWriter } from "./real-kubernetes.ts";
import { createNetworkReader, createNetworkWriter } from "./real-network.ts";
import { openDialogue } from "./line-dialogue.ts";
import { createPacketFilterReader, createPacketFilterWriter } from "./real-packet-filter.ts";
import { createPackageWriter } from "./real-package-writer.ts";
import { createPackageReader } from "./real-packages.ts";
import { createProgramReader } from "./real-programs.ts";
import { runtimeSockets } from "../../runtime/runtime-place.ts";
import { createRuntimeReader, createRuntimeWriter } from "./real-runtime.ts";
import { createUnitReader, createUnitWriter } from "./real-units.ts";
import { listLeftoverUnits } from "./leftover-units.ts";
import { requireSuccess } from "./require-success.ts";
import type { SpawnProgram } from "./spawn-program.ts";
import { createTaskPrograms } from "./task-program.ts";

export interface RealHostPorts {
  /** `/` on a host; tests of files may have another. Programs and units are always those of the machine. */
  readonly root: string;
  readonly spawnProgram: SpawnProgram;
  readonly now: () => Date;
  /** Monotonic (`performance.now`). */
  readonly elapsedMs: () => number;
  /** CLOCK_MONOTONIC since boot: `process.hrtime.bigint()`, in milliseconds. */
  readonly monotonicMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Whether somebody of the cluster connects to the agent anew within this time. */
  readonly isReached: (limitMs: number) => Promise<boolean>;
}

/** This machine, by node:fs and the system's own programs. */
export const createRealHost = (ports: RealHostPorts): HostAccess => {
  const reader = createReader(ports);
  const files = { ...reader.files, ...createFileWriter(ports.root) };
  const { spawnProgram, now } = ports;
  return {
    reader,
    bind: (binding) => bindHost(ports, reader, binding),
    leftoverUnits: (isOver) =>
      listLeftoverUnits({ files, spawnProgram, nowMs: () => now().getTime() }, isOver),
  };
};

const createReader = ({ root, spawnProgram, now, monotonicMs }: RealHostPorts): HostReader => {
  const files = createFileReader(root);
  return {
    files,
    packages: createPackageReader(spawnProgram),
    units: createUnitReader({ files, spawnProgram, nowMs: () => now().getTime(), monotonicMs }),
    kernel: createKernelReader(root, files),
    network: createNetworkReader(files, spawnProgram),
    packetFilter: createPacketFilterReader(spawnProgram, openDialogue),
    runtime: createRuntimeReader(runtimeSockets, files),
    kubernetes: createKubernetesReader(files),
    etcd: createEtcdReader(files),
    programs: createProgramReader(spawnProgram),
    now,
  };
};

const bindHost = (ports: RealHostPorts, reader: HostReader, binding: HostBinding): Host => {
  const { root, spawnProgram, sleep, elapsedMs } = ports;
  const files = { ...reader.files, ...createFileWriter(root) };
  const taskPrograms = createTaskPrograms({ files, root, spawnProgram, sleep, elapsedMs }, binding);
  const { run: runTaskProgram } = taskPrograms;
  const packagePorts = {
    root,
    files,
    reader: reader.packages,
    spawnProgram,
    taskPrograms,
    sleep,
    elapsedMs,
  };
  return {
    ...reader,
    files,
    packages: { ...reader.packages, ...createPackageWriter(packagePorts) },
    units: { ...reader.units, ...createUnitWriter(spawnProgram) },
    kernel: { ...reader.kernel, ...createKernelWriter(root, runTaskProgram) },
    network: { ...reader.network, ...createNetworkWriter(reader.network, files, spawnProgram) },
    packetFilter: {
      ...reader.packetFilter,
      ...createPacketFilterWriter(spawnProgram, ports.isReached),
    },
    runtime: { ...reader.runtime, ...createRuntimeWriter(runtimeSockets, files, reader.runtime) },
    kubernetes: { ...reader.kubernetes, ...createKubernetesWriter(files) },
    etcd: { ...reader.etcd, ...createEtcdWriter(root, files) },
    programs: {
      ...reader.programs,
      run: async (run) => requireSuccess(run.reason, await runTaskProgram(run)),
    },
    secrets: binding.secrets,
    provenance: binding.provenance,
    pause: sleep,
  };
};
