import type { Host, HostAccess, HostBinding, HostReader } from "../host.ts";
import { createFakeEtcdReader, createFakeEtcdWriter } from "./fake-etcd.ts";
import { createFakeFileReader, createFakeFileWriter } from "./fake-files.ts";
import { createFakeKernelReader, createFakeKernelWriter } from "./fake-kernel.ts";
import { createFakeKubernetesReader, createFakeKubernetesWriter } from "./fake-kubernetes.ts";
import { FakeMachine, type FakeMachineOptions } from "./fake-machine.ts";
import { createFakeNetworkReader, createFakeNetworkWriter } from "./fake-network.ts";
import {
  createFakePacketFilterReader,
  createFakePacketFilterWriter,
} from "./fake-packet-filter.ts";
import { createFakePackageReader, createFakePackageWriter } from "./fake-packages.ts";
import { createFakeProgramReader, createFakeProgramRunner } from "./fake-programs.ts";
import { createFakeRuntimeReader, createFakeRuntimeWriter } from "./fake-runtime.ts";
import { createFakeUnitReader, createFakeUnitWriter } from "./fake-units.ts";

const NO_BINDING: HostBinding = {
  work: "test",
  taskNumber: 1,
  secrets: { get: () => undefined },
  provenance: { began: () => false, completed: () => false },
};

/**
 * A machine in memory that behaves as `createRealHost`'s does, held to it by test/contract/host. A bare
 * Debian host at first; `machine` sets the scene, injects faults and tells what was written.
 */
export class FakeHost implements HostAccess {
  readonly machine: FakeMachine;
  readonly reader: HostReader;

  constructor(options: FakeMachineOptions = {}) {
    this.machine = new FakeMachine(options);
    const { machine } = this;
    this.reader = {
      files: createFakeFileReader(machine),
      packages: createFakePackageReader(machine),
      units: createFakeUnitReader(machine),
      kernel: createFakeKernelReader(machine),
      network: createFakeNetworkReader(machine),
      packetFilter: createFakePacketFilterReader(machine),
      runtime: createFakeRuntimeReader(machine),
      kubernetes: createFakeKubernetesReader(machine),
      etcd: createFakeEtcdReader(machine),
      programs: createFakeProgramReader(machine),
      now: () => new Date(machine.nowMs()),
    };
  }

  /** Parts of a binding that a test does not care for may be left out. */
  readonly bind = (binding: Partial<HostBinding> = {}): Host => {
    const { reader, machine } = this;
    const { secrets, provenance } = { ...NO_BINDING, ...binding };
    return {
      ...reader,
      files: { ...reader.files, ...createFakeFileWriter(machine) },
      packages: { ...reader.packages, ...createFakePackageWriter(machine) },
      units: { ...reader.units, ...createFakeUnitWriter(machine) },
      kernel: { ...reader.kernel, ...createFakeKernelWriter(machine) },
      network: { ...reader.network, ...createFakeNetworkWriter(machine) },
      packetFilter: { ...reader.packetFilter, ...createFakePacketFilterWriter(machine) },
      runtime: { ...reader.runtime, ...createFakeRuntimeWriter(machine) },
      kubernetes: { ...reader.kubernetes, ...createFakeKubernetesWriter(machine) },
      etcd: { ...reader.etcd, ...createFakeEtcdWriter(machine) },
      programs: { ...reader.programs, ...createFakeProgramRunner(machine) },
      secrets,
      provenance,
      pause: async (ms) => machine.advance(ms),
    };
  };

  readonly leftoverUnits: HostAccess["leftoverUnits"] = async (isOver) => {
    this.machine.forgetEndedUnits(isOver);
    return this.machine.leftoverUnits;
  };

  readonly snapshot = (): unknown => this.machine.snapshot();
}
