import type { HostFacts } from "../../shared/spec/facts.ts";

/** A host about which little is to be said. */
export const minimalFacts = (): HostFacts => ({
  hostname: "worker-1",
  machineId: "11".repeat(16),
  bootId: "b6f1f6a2-5c11-4a0e-9a55-0d2a5f4f8d01",
  os: { id: "debian", versionId: "12", codename: "bookworm", prettyName: "Debian GNU/Linux 12" },
  kernel: { release: "6.1.0-30-amd64", architecture: "amd64" },
  cpu: { cores: 2, model: "" },
  memory: { totalBytes: 2_147_483_648, availableBytes: 1_073_741_824 },
  disks: [],
  interfaces: [],
  routes: [],
  dns: { servers: [], resolvConf: "/etc/resolv.conf" },
  time: { synchronized: false, nowMs: 1_700_000_000_000 },
  cgroupVersion: 2,
  virtualization: "none",
  capabilities: [],
  listeners: [],
  kubernetes: { joined: false, controlPlane: false, etcdMember: false, docker: false },
  packages: {},
  installedByPharos: [],
  rebootRequired: false,
  activeFirewalls: [],
});

/** A master that is in a cluster, with something in every part. */
export const fullFacts = (): HostFacts => ({
  ...minimalFacts(),
  hostname: "master-1",
  os: { id: "ubuntu", versionId: "24.04", codename: "noble", prettyName: "Ubuntu 24.04.1 LTS" },
  kernel: { release: "6.8.0-51-generic", architecture: "arm64" },
  cpu: { cores: 64, model: "Neoverse-N1" },
  // Above 32 bits.
  memory: { totalBytes: 549_755_813_888, availableBytes: 274_877_906_944 },
  disks: [
    { mount: "/", totalBytes: 2_199_023_255_552, freeBytes: 1_099_511_627_776 },
    { mount: "/var/lib/containerd", totalBytes: 10, freeBytes: 0 },
  ],
  interfaces: [{ name: "eth0", mtu: 1500, addresses: ["10.0.0.1/24", "fe80::1/64"] }],
  routes: [
    { destination: "default", device: "eth0", gateway: "10.0.0.254", protocol: "dhcp" },
    { destination: "10.0.0.0/24", device: "eth0", protocol: "kernel" },
  ],
  dns: { servers: ["10.0.0.254"], resolvConf: "/run/systemd/resolve/stub-resolv.conf" },
  time: { synchronized: true, service: "systemd-timesyncd.service", nowMs: 1_700_000_000_123 },
  cgroupVersion: 1,
  virtualization: "kvm",
  capabilities: ["CAP_SYS_ADMIN", "CAP_NET_ADMIN"],
  listeners: [
    { protocol: "tcp", address: "0.0.0.0", port: 6443, program: "kube-apiserver" },
    { protocol: "udp", address: "::", port: 68 },
  ],
  kubernetes: {
    joined: true,
    controlPlane: true,
    etcdMember: true,
    server: "https://127.0.0.1:7445",
    docker: true,
    caCertificateHash: `sha256:${"ab".repeat(32)}`,
  },
  packages: { kubelet: "1.36.2-1.1", containerd: "1.6.20~ds1-1+b1" },
  installedByPharos: ["kubelet", "haproxy"],
  rebootRequired: true,
  activeFirewalls: ["ufw"],
});
