import { describe, expect, test } from "vitest";
import type { HostFacts } from "../../shared/spec/facts.ts";
import { ClusterConfig } from "./cluster-config.ts";
import type { HostProbe } from "./host-checks/host-problem.ts";
import { validateHosts } from "./validate-hosts.ts";

const gibibyte = 1024 ** 3;

const goodFacts = (name: string): HostFacts => ({
  hostname: name,
  machineId: `machine of ${name}`,
  bootId: `boot of ${name}`,
  os: { id: "ubuntu", versionId: "24.04", codename: "noble", prettyName: "Ubuntu 24.04 LTS" },
  kernel: { release: "6.8.0", architecture: "amd64" },
  cpu: { cores: 4, model: "" },
  memory: { totalBytes: 8 * gibibyte, availableBytes: 8 * gibibyte },
  disks: [{ mount: "/", totalBytes: 100 * gibibyte, freeBytes: 50 * gibibyte }],
  interfaces: [{ name: "eth0", mtu: 1500, addresses: ["192.168.1.10/24", "fe80::1/64"] }],
  routes: [
    { destination: "default", device: "eth0", gateway: "192.168.1.1", protocol: "dhcp" },
    { destination: "192.168.1.0/24", device: "eth0", protocol: "kernel" },
  ],
  dns: { servers: [], resolvConf: "/etc/resolv.conf" },
  time: { synchronized: true, nowMs: 0 },
  cgroupVersion: 2,
  virtualization: "kvm",
  capabilities: [],
  listeners: [{ protocol: "tcp", address: "0.0.0.0", port: 22, program: "sshd" }],
  kubernetes: { joined: false, controlPlane: false, etcdMember: false, docker: false },
  packages: {},
  installedByPharos: [],
  rebootRequired: false,
  activeFirewalls: [],
});

const parse = (keys: object = {}): ClusterConfig =>
  ClusterConfig.parse({
    hosts: [
      { address: "m", role: "master" },
      { address: "w", role: "worker" },
    ],
    kubernetes: { version: "1.34.1" },
    ...keys,
  });

interface Case {
  readonly master?: Partial<HostFacts>;
  readonly worker?: Partial<HostFacts>;
  readonly masterProbe?: Partial<HostProbe>;
  readonly workerProbe?: Partial<HostProbe>;
  readonly config?: object;
}

const AUTHORITY = `sha256:${"ab".repeat(32)}`;
const OTHER = `sha256:${"cd".repeat(32)}`;
const adopted = { ca_certificate_hash: AUTHORITY, endpoint: "m:6443" };

/** As kubeadm leaves it: its ports taken, routes into the pod network. */
const nodeOf = (caCertificateHash: string): Partial<HostFacts> => ({
  kubernetes: {
    joined: true,
    controlPlane: false,
    etcdMember: false,
    docker: false,
    caCertificateHash,
  },
});

test("nodes of the cluster that is adopted are welcome, with all that they run", () => {
  const busy: Partial<HostFacts> = {
    ...nodeOf(AUTHORITY),
    ...route("10.33.0.0/24"),
    ...listening(10_250, "kubelet"),
  };
  expect(problemsOf({ worker: busy, config: { adopted } })).toEqual([]);
  expect(problemsOf({ worker: listening(7445, "haproxy"), config: { adopted } })).toEqual([]);
  expect(problemsOf({ worker: busy })).not.toEqual([]);
  expect(problemsOf({ worker: route("10.33.0.0/24"), config: { adopted } })).toEqual([
    "warning w CIDR_ROUTE_OVERLAP uses the route 10.33.0.0/24 on tun0, inside network.pod_network_cidr 10.32.0.0/12",
  ]);
});

const problemsOf = (given: Case): readonly string[] => {
  const probe: HostProbe = { clockOffsetMs: 0, isMember: false };
  const problems = validateHosts(
    parse(given.config),
    new Map([
      ["m", { ...goodFacts("master-1"), ...given.master }],
      ["w", { ...goodFacts("worker-1"), ...given.worker }],
    ]),
    new Map([
      ["m", { ...probe, ...given.masterProbe }],
      ["w", { ...probe, ...given.workerProbe }],
    ]),
  );
  return problems.map(
    ({ severity, host, code, message }) => `${severity} ${host} ${code} ${message}`,
  );
};

const system = (id: string, versionId: string): Partial<HostFacts> => ({
  os: { id, versionId, codename: "x", prettyName: `${id} ${versionId}` },
});
const memory = (mebibytes: number): Partial<HostFacts> => ({
  memory: { totalBytes: mebibytes * 1024 * 1024, availableBytes: 0 },
});
const disk = (freeGibibytes: number, mount = "/"): Partial<HostFacts> => ({
  disks: [
    { mount: "/", totalBytes: gibibyte, freeBytes: 50 * gibibyte },
    { mount, totalBytes: gibibyte, freeBytes: freeGibibytes * gibibyte },
  ].slice(mount === "/" ? 1 : 0),
});
const listening = (port: number, program?: string): Partial<HostFacts> => ({
  listeners: [
    { protocol: "tcp", address: "0.0.0.0", port, ...(program === undefined ? {} : { program }) },
  ],
});
const route = (destination: string): Partial<HostFacts> => ({
  routes: [{ destination, device: "tun0", protocol: "static" }],
});
const DOCKER_WORKER = [
  { address: "m", role: "master" },
  { address: "w", role: "worker", container_runtime: "docker" },
];
const joined = {
  kubernetes: {
    joined: true,
    controlPlane: false,
    etcdMember: false,
    server: "https://x:6443",
    docker: false,
  },
};

test("hosts that fit have no problems", () => {
  expect(problemsOf({})).toEqual([]);
});

describe("one problem", () => {
  test.each<[string, Case]>([
    [
      "error w HOSTNAME_DUPLICATE has the same host name as m: master-1",
      { worker: { hostname: "Master-1" } },
    ],
    [
      "error w MACHINE_ID_DUPLICATE has the same machine id as m: machine of master-1",
      { worker: { machineId: "machine of master-1" } },
    ],
    [
      'error w HOSTNAME_INVALID has a host name that cannot be a node\'s: "localhost"',
      { worker: { hostname: "localhost" } },
    ],
    [
      'error w HOSTNAME_INVALID has a host name that cannot be a node\'s: "a_b"',
      { worker: { hostname: "a_b" } },
    ],
    [
      "error w ARCHITECTURE_UNSUPPORTED has an architecture that is not supported",
      {
        worker: { kernel: { release: "", architecture: "other" } },
        config: { hosts: [{ address: "w", role: "worker" }] },
      },
    ],
    [
      "warning w ARCHITECTURE_MIXED is arm64, and m is amd64",
      { worker: { kernel: { release: "", architecture: "arm64" } } },
    ],
    [
      "error w SYSTEM_UNSUPPORTED runs ubuntu 18.04, which is not supported",
      { worker: system("ubuntu", "18.04") },
    ],
    [
      "error w SYSTEM_UNSUPPORTED runs fedora 42, which is not supported",
      { worker: system("fedora", "42") },
    ],
    [
      "error w SYSTEM_UNSUPPORTED runs ubuntu 20.04, which cannot run Kubernetes 1.35.1: it boots with cgroup v1, which kubelets from 1.35 on refuse",
      { worker: system("ubuntu", "20.04"), config: { kubernetes: { version: "1.35.1" } } },
    ],
    [
      "error w SYSTEM_UNSUPPORTED runs with cgroup v1, which kubelet 1.35.1 refuses",
      { worker: { cgroupVersion: 1 }, config: { kubernetes: { version: "1.35.1" } } },
    ],
    [
      "error w RUNTIME_UNSUITABLE has containerd 1.6.20~ds1-1+b1 installed, and Kubernetes 1.36 needs 2.0 or newer",
      {
        worker: { packages: { containerd: "1.6.20~ds1-1+b1" } },
        config: { kubernetes: { version: "1.36.2" } },
      },
    ],
    [
      "error w RUNTIME_UNSUITABLE has containerd 2:2.1.4-1 installed, and Kubernetes 1.20 needs older than 2.0",
      {
        worker: { packages: { containerd: "2:2.1.4-1" } },
        config: { kubernetes: { version: "1.20.2" } },
      },
    ],
    [
      "warning w CLOCK_UNSYNCHRONIZED does not keep its clock synchronized",
      { worker: { time: { synchronized: false, nowMs: 0 } } },
    ],
    [
      "error w CLOCK_SKEW has a clock 40 s ahead of the other hosts'",
      { masterProbe: { clockOffsetMs: -20_000 }, workerProbe: { clockOffsetMs: 20_000 } },
    ],
    [
      "error m MEMORY_TOO_LITTLE has 1699 MiB of memory; a master needs 1700 MiB, kubeadm's minimum",
      { master: memory(1699) },
    ],
    [
      "warning m MEMORY_TOO_LITTLE has 1700 MiB of memory; a master needs 2 GiB",
      { master: memory(1700) },
    ],
    [
      "warning w MEMORY_TOO_LITTLE has 512 MiB of memory; a worker needs 1 GiB",
      { worker: memory(512) },
    ],
    [
      "error m CPU_TOO_FEW has 1 processor; kubeadm wants 2 on a master",
      { master: { cpu: { cores: 1, model: "" } } },
    ],
    [
      "error w DISK_TOO_FULL has 1.0 GiB free on /, where /var/lib is; 10 GiB are good, 2 GiB the least",
      { worker: disk(1) },
    ],
    [
      "warning w DISK_TOO_FULL has 5.0 GiB free on /var, where /var/lib is; 10 GiB are good, 2 GiB the least",
      { worker: disk(5, "/var") },
    ],
    [
      "warning w DISK_TOO_FULL has 1.0 GiB free on /, where /var/lib is; 10 GiB are good, 2 GiB the least",
      { worker: disk(1), workerProbe: { isMember: true } },
    ],
    [
      "error w CIDR_ROUTE_OVERLAP uses the route 10.0.0.0/8 on tun0, inside network.service_cidr 10.96.0.0/12",
      { worker: route("10.0.0.0/8"), config: { network: { pod_network_cidr: "172.16.0.0/16" } } },
    ],
    [
      "error w CIDR_ROUTE_OVERLAP uses the route 10.33.0.5 on tun0, inside network.pod_network_cidr 10.32.0.0/12",
      { worker: route("10.33.0.5") },
    ],
    [
      "error w CIDR_ROUTE_OVERLAP uses the address 10.100.0.1/32 of wg0, inside network.service_cidr 10.96.0.0/12",
      { worker: { interfaces: [{ name: "wg0", mtu: 1420, addresses: ["10.100.0.1/32"] }] } },
    ],
    [
      "error w EXISTING_KUBERNETES is a node of another Kubernetes cluster (https://x:6443)",
      { worker: joined },
    ],
    [
      "error w EXISTING_KUBERNETES is a node of another Kubernetes cluster",
      { worker: nodeOf(OTHER), config: { adopted } },
    ],
    [
      "error w FIREWALL_ACTIVE has ufw active, which is left as it is",
      { worker: { activeFirewalls: ["ufw"] } },
    ],
    [
      "warning w FIREWALL_ACTIVE has firewalld active, which is left as it is",
      {
        worker: { activeFirewalls: ["firewalld"] },
        config: { network: { firewall: { beside_others: true } } },
      },
    ],
    [
      "warning w EXISTING_DOCKER runs docker, whose firewall rules and containers stay as they are",
      {
        worker: {
          kubernetes: { joined: false, controlPlane: false, etcdMember: false, docker: true },
        },
      },
    ],
    [
      "warning w RUNTIME_UNSUITABLE lacks CAP_SYS_RESOURCE, without which Docker starts no pods",
      { worker: { capabilities: [] }, config: { hosts: DOCKER_WORKER } },
    ],
    [
      "error m PORT_IN_USE has nginx listening on port 6443, needed for the API server",
      { master: listening(6443, "nginx") },
    ],
    [
      "error w PORT_IN_USE has kubelet listening on port 10250, needed for the kubelet",
      { worker: listening(10250, "kubelet") },
    ],
    [
      "error w PORT_IN_USE has a program listening on port 7445, needed for the API endpoint",
      { worker: listening(7445) },
    ],
    [
      "error w PORT_IN_USE has nginx listening on port 7445, needed for the API endpoint",
      { worker: listening(7445, "nginx"), workerProbe: { isMember: true } },
    ],
    [
      "error w PORT_IN_USE has nginx listening on port 6783, needed for the peers of Weave",
      { worker: listening(6783, "nginx") },
    ],
  ])("%s", (problem, given) => {
    expect(problemsOf(given)).toEqual([problem]);
  });
});

describe("no problem", () => {
  test.each<[string, Case]>([
    [
      "a member's own Weave, whatever its program is called",
      { worker: listening(6783, "launch.sh"), workerProbe: { isMember: true } },
    ],
    [
      "a port of Weave's with another network",
      { worker: listening(6783, "nginx"), config: { network: { provider: "bridge" } } },
    ],
    [
      "a member's own kubelet",
      { worker: { ...listening(10250, "kubelet"), ...joined }, workerProbe: { isMember: true } },
    ],
    [
      "a member's routes to pods",
      { worker: route("10.32.1.0/24"), workerProbe: { isMember: true } },
    ],
    ["a worker that uses a master's port", { worker: listening(6443, "nginx") }],
    ["cgroup v1 with an old version", { worker: { cgroupVersion: 1 } }],
    [
      "cgroup v1 that was asked for",
      {
        worker: { cgroupVersion: 1 },
        config: { kubernetes: { version: "1.36.2" }, kubelet: { config: { failCgroupV1: false } } },
      },
    ],
    ["a full disk elsewhere", { worker: disk(0, "/home") }],
    ["30 s of clock skew", { workerProbe: { clockOffsetMs: 30_000 } }],
    [
      "a clock of this machine that is off, which is told where hosts are reached",
      { masterProbe: { clockOffsetMs: 90_000 }, workerProbe: { clockOffsetMs: 90_000 } },
    ],
  ])("%s", (_title, given) => {
    expect(problemsOf(given)).toEqual([]);
  });
});

test("hosts without facts are left out", () => {
  expect(validateHosts(parse(), new Map(), new Map())).toEqual([]);
});

describe("the release of a cluster that runs", () => {
  const node: Partial<HostFacts> = {
    packages: { kubelet: "1.33.5-1.1" },
    kubernetes: { joined: true, controlPlane: true, etcdMember: true, docker: false },
  };
  const member = { isMember: true };

  const wanted = (version: string, more: Partial<HostFacts> = {}) =>
    problemsOf({
      master: { ...node, ...more },
      masterProbe: member,
      config: { kubernetes: { version } },
    });

  test.each([
    { version: "1.33.6", problems: [] },
    { version: "1.34.0", problems: [] },
    { version: "1.35.0", problems: [expect.stringContaining("error m UPGRADE_SKIPS_MINOR")] },
    { version: "1.33.4", problems: [expect.stringContaining("error m UPGRADE_GOES_BACK")] },
    { version: "1.32.9", problems: [expect.stringContaining("error m UPGRADE_GOES_BACK")] },
  ])("may become $version or not", ({ version, problems }) => {
    expect(wanted(version)).toEqual(problems);
  });

  test("may stay", () => {
    const config = { kubernetes: { version: "1.33.5" } };
    expect(problemsOf({ master: node, masterProbe: member, config })).toEqual([]);
  });

  test("may be another while the host has not joined", () => {
    const master = { ...node, kubernetes: goodFacts("m").kubernetes };
    expect(problemsOf({ master, masterProbe: member })).toEqual([]);
  });
});

test("kube-proxy's mode nftables wants a kernel that has all of it", () => {
  const config = { kube_proxy: { mode: "nftables" } };
  const kernel = { release: "5.4.0-216-generic", architecture: "amd64" } as const;
  expect(problemsOf({ worker: { kernel }, config })).toEqual([
    "error w SYSTEM_UNSUPPORTED runs Linux 5.4.0-216-generic, and kube-proxy's mode nftables needs 5.13 or newer",
  ]);
  expect(problemsOf({ worker: { kernel } })).toEqual([]);
});
