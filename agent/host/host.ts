import type { EtcdReader, EtcdWriter } from "./etcd.ts";
import type { FileReader, FileWriter } from "./files.ts";
import type { KernelReader, KernelWriter } from "./kernel.ts";
import type { KubernetesReader, KubernetesWriter } from "./kubernetes.ts";
import type { NetworkReader, NetworkWriter } from "./network.ts";
import type { PacketFilterReader, PacketFilterWriter } from "./packet-filter.ts";
import type { PackageReader, PackageWriter } from "./packages.ts";
import type { ProgramReader, ProgramRunner } from "./programs.ts";
import type { RuntimeReader, RuntimeWriter } from "./runtime.ts";
import type { UnitReader, UnitWriter } from "./units.ts";

/**
 * What a check may ask of the machine. Nothing here can change it. One real implementation (`real/`)
 * and one fake (`fake/`), held to one behaviour by `test/contract/host`.
 */
export interface HostReader {
  readonly files: FileReader;
  readonly packages: PackageReader;
  readonly units: UnitReader;
  readonly kernel: KernelReader;
  readonly network: NetworkReader;
  readonly packetFilter: PacketFilterReader;
  readonly runtime: RuntimeReader;
  readonly kubernetes: KubernetesReader;
  readonly etcd: EtcdReader;
  readonly programs: ProgramReader;
  readonly now: () => Date;
}

/** What an apply may do. Given to a task's `apply` only, bound to its run and place in it. */
export interface Host extends HostReader {
  readonly files: FileReader & FileWriter;
  readonly packages: PackageReader & PackageWriter;
  readonly units: UnitReader & UnitWriter;
  readonly kernel: KernelReader & KernelWriter;
  readonly network: NetworkReader & NetworkWriter;
  readonly packetFilter: PacketFilterReader & PacketFilterWriter;
  readonly runtime: RuntimeReader & RuntimeWriter;
  readonly kubernetes: KubernetesReader & KubernetesWriter;
  readonly etcd: EtcdReader & EtcdWriter;
  readonly programs: ProgramReader & ProgramRunner;
  /** Values that live for one run only and are never written down by us: join token, certificate key. */
  readonly secrets: RunSecrets;
  readonly provenance: Provenance;
  /**
   * For work that has to be watched to its end and may be taken back. What only takes a moment to
   * show is a task's `settle`.
   */
  readonly pause: (ms: number) => Promise<void>;
}

/**
 * What our own journal proves about a task (id `kind:name`) on this host: only what we began and
 * never completed may be repaired destructively.
 */
export interface Provenance {
  /** We began it from nothing, and it was never seen complete since. */
  readonly began: (task: string) => boolean;
  /** We began it from nothing, and it was complete later. */
  readonly completed: (task: string) => boolean;
}

export interface RunSecrets {
  /** `undefined`: the run was not given it. */
  readonly get: (name: RunSecretName) => string | undefined;
}

export type RunSecretName = "join-token" | "ca-certificate-hash" | "certificate-key";

/** What binds a host that may be changed to one task of one piece of work. */
export interface HostBinding {
  /** Names transient units, `pharos-task-<work>-<taskNumber>-a`, and the folder of their output: `[A-Za-z0-9-]+`. */
  readonly work: string;
  readonly taskNumber: number;
  readonly secrets: RunSecrets;
  readonly provenance: Provenance;
}

/** A machine as the agent's `main.ts` hands it to the engine; made by `createRealHost` and `FakeHost`. */
export interface HostAccess {
  readonly reader: HostReader;
  readonly bind: (binding: HostBinding) => Host;
  /**
   * Names of transient units of ours that still run, left by an agent that died. Work must not begin
   * before there are none. Ended ones whose result nobody will ask for are forgotten on the way:
   * those of work that `isOver`, and all after an hour.
   */
  readonly leftoverUnits: (isOver?: (work: string) => boolean) => Promise<readonly string[]>;
}
