import type { InterfaceAddress, Listener, Route } from "../network.ts";
import type { InstalledPackage } from "../packages.ts";
import type { RunningPod } from "../runtime.ts";
import type { ProgramResult } from "../programs.ts";
import { FakeCluster } from "./fake-cluster.ts";
import { FakeFaults } from "./fake-faults.ts";
import { FakeFileTree } from "./fake-file-tree.ts";
import { type FakePackage, fakeSupply } from "./fake-supply.ts";

export interface FakeUnit {
  active: "active" | "inactive" | "failed";
  startedAtMs?: number;
  reloadedAtMs?: number;
  /** Files as systemd last read them. */
  loadedFiles: readonly string[];
  loadedAtMs: number;
}

/** A program that `programs.run` knows, by its name. Changes the machine, gives what a real one would print. */
export type FakeProgram = (
  machine: FakeMachine,
  argv: readonly string[],
) => Pick<ProgramResult, "exitCode" | "stdout" | "stderr">;

export interface FakeMachineOptions {
  readonly hostname?: string;
  readonly address?: string;
  /** Shared by the hosts of one cluster; default: one of its own. */
  readonly cluster?: FakeCluster;
  readonly supply?: readonly FakePackage[];
  readonly startMs?: number;
}

const START_MS = Date.UTC(2026, 0, 1);
const WRITE_TAKES_MS = 10;

/** The state of one machine in memory. Tests may set any of it; only `write` counts and moves the clock. */
export class FakeMachine {
  readonly hostname: string;
  readonly address: string;
  readonly cluster: FakeCluster;
  readonly faults = new FakeFaults();
  readonly files: FakeFileTree;
  readonly supply: Map<string, FakePackage>;
  readonly packages = new Map<string, InstalledPackage>();
  /** Versions that apt's lists know, newest first. */
  readonly lists = new Map<string, readonly string[]>();
  readonly units = new Map<string, FakeUnit>();
  /** Units that cannot be started, with the log that they leave. */
  readonly failingUnits = new Map<string, string>();
  readonly sysctls = new Map<string, string>([
    ["net.ipv4.ip_forward", "0"],
    ["vm.overcommit_memory", "0"],
    ["vm.panic_on_oom", "0"],
    ["kernel.panic", "0"],
    ["kernel.panic_on_oops", "1"],
    ["net.ipv6.conf.all.forwarding", "0"],
    ["fs.inotify.max_user_instances", "128"],
    ["fs.inotify.max_user_watches", "65536"],
  ]);
  readonly modules = new Set<string>();
  /** What `modprobe` finds. */
  readonly loadableModules = new Set([
    "overlay",
    "br_netfilter",
    "nf_conntrack",
    "ip_vs",
    "wireguard",
  ]);
  readonly images = new Set<string>();
  /** Why the registry does not give out an image, by its reference. */
  readonly refusedImages = new Map<string, string>();
  readonly programs = new Map<string, FakeProgram>();
  /** Every program that was run, in order. */
  readonly runs: (readonly string[])[] = [];
  swaps: readonly string[] = [];
  routes: readonly Route[];
  addresses: readonly InterfaceAddress[];
  /** What programs on 127.0.0.1 answer, by port and path: `6782/status`. */
  readonly loopback = new Map<string, string>();
  listeners: readonly Listener[] = [
    { protocol: "tcp", address: "0.0.0.0", port: 22, program: "sshd" },
  ];
  sandboxes: readonly string[] = [];
  /** The table `inet pharos`. */
  filterTable: string | undefined;
  /** Whether somebody connects to the agent when its firewall waits for that. */
  isReached = true;
  pods: readonly RunningPod[] = [];
  /** Beginnings of flags, `--name`, with which no component of a control plane starts. */
  brokenFlags: readonly string[] = [];
  leftoverUnits: readonly string[] = [];
  /** Work whose ended transient units keep a result that nobody has taken. */
  endedUnits: readonly string[] = [];
  /** What was written, in order: `files.write /etc/x`. */
  writes: readonly string[] = [];
  #clockMs: number;

  constructor(options: FakeMachineOptions = {}) {
    this.hostname = options.hostname ?? "fake";
    this.address = options.address ?? "192.0.2.10";
    this.cluster = options.cluster ?? new FakeCluster();
    this.#clockMs = options.startMs ?? START_MS;
    this.files = new FakeFileTree(this.nowMs);
    this.supply = new Map((options.supply ?? fakeSupply).map((item) => [item.name, item]));
    for (const { name, versions, source } of this.supply.values()) {
      if (source === "system") this.lists.set(name, versions);
    }
    const device = "eth0";
    this.addresses = [
      { device: "lo", address: "127.0.0.1", prefixLength: 8, scope: "host" },
      { device, address: this.address, prefixLength: 24, scope: "global" },
    ];
    this.routes = [{ destination: "0.0.0.0/0", gateway: "192.0.2.1", device, protocol: "static" }];
  }

  readonly nowMs = (): number => this.#clockMs;

  readonly advance = (ms: number): void => {
    this.#clockMs += ms;
    this.cluster.advance(ms);
  };

  readonly forgetEndedUnits = (isOver: (work: string) => boolean = () => false): void => {
    this.endedUnits = this.endedUnits.filter((work) => !isOver(work));
  };

  /** One change of the machine: counted, described, taking time, open to faults. */
  readonly write = async <Result>(what: string, effect: () => Result): Promise<Result> => {
    const count = this.writes.length + 1;
    this.faults.check(count, what, "before");
    this.advance(WRITE_TAKES_MS);
    const result = effect();
    this.writes = [...this.writes, what];
    this.faults.check(count, what, "after");
    return result;
  };

  /** Everything that can be seen of the machine; equal snapshots: nothing was touched. */
  readonly snapshot = (): unknown =>
    structuredClone({
      files: this.files.snapshot(),
      packages: this.packages,
      lists: this.lists,
      units: this.units,
      sysctls: this.sysctls,
      modules: this.modules,
      images: this.images,
      swaps: this.swaps,
      routes: this.routes,
      addresses: this.addresses,
      filterTable: this.filterTable,
      sandboxes: this.sandboxes,
      pods: this.pods,
      cluster: this.cluster.snapshot(),
    });
}
