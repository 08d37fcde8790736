import type * as wire from "../rpc/gen/facts.ts";
import type {
  ExistingKubernetes,
  HostFacts,
  ListenerFacts,
  OtherFirewall,
  RouteFacts,
} from "./facts.ts";
import { oneOf, required, wireEnum } from "./wire-reader.ts";

export const toWireFacts = (facts: HostFacts): wire.HostFacts => ({
  ...facts,
  kernel: {
    release: facts.kernel.release,
    architecture: architectures.toWire(facts.kernel.architecture),
  },
  routes: facts.routes.map(({ destination, device, gateway, protocol }) => ({
    destination,
    device,
    gateway,
    protocol,
  })),
  time: {
    synchronized: facts.time.synchronized,
    service: facts.time.service,
    nowMs: facts.time.nowMs,
  },
  listeners: facts.listeners.map(({ protocol, address, port, program }) => ({
    protocol: protocols.toWire(protocol),
    address,
    port,
    program,
  })),
  kubernetes: {
    ...facts.kubernetes,
    server: facts.kubernetes.server,
    caCertificateHash: facts.kubernetes.caCertificateHash,
  },
});

/** Throws MESSAGE_INVALID. */
export const fromWireFacts = (facts: wire.HostFacts): HostFacts => {
  const os = part(facts.os, "os");
  const kernel = part(facts.kernel, "kernel");
  const cpu = part(facts.cpu, "cpu");
  const memory = part(facts.memory, "memory");
  const dns = part(facts.dns, "dns");
  return {
    hostname: facts.hostname,
    machineId: facts.machineId,
    bootId: facts.bootId,
    os: {
      id: os.id,
      versionId: os.versionId,
      codename: os.codename,
      prettyName: os.prettyName,
    },
    kernel: { release: kernel.release, architecture: fromWireArchitecture(kernel.architecture) },
    cpu: { cores: cpu.cores, model: cpu.model },
    memory: { totalBytes: memory.totalBytes, availableBytes: memory.availableBytes },
    disks: facts.disks.map(({ mount, totalBytes, freeBytes }) => ({
      mount,
      totalBytes,
      freeBytes,
    })),
    interfaces: facts.interfaces.map(({ name, mtu, addresses }) => ({ name, mtu, addresses })),
    routes: facts.routes.map(fromWireRoute),
    dns: { servers: dns.servers, resolvConf: dns.resolvConf },
    time: fromWireClock(part(facts.time, "time")),
    cgroupVersion: oneOf([1, 2], facts.cgroupVersion, "HostFacts", "cgroupVersion"),
    virtualization: facts.virtualization,
    capabilities: facts.capabilities,
    listeners: facts.listeners.map(fromWireListener),
    kubernetes: fromWireKubernetes(part(facts.kubernetes, "kubernetes")),
    packages: facts.packages,
    installedByPharos: facts.installedByPharos,
    rebootRequired: facts.rebootRequired,
    activeFirewalls: OTHER_FIREWALLS.filter((name) => facts.activeFirewalls.includes(name)),
  };
};

const part = <Part>(value: Part | undefined, field: string): Part =>
  required(value, "HostFacts", field);

/** Others that a newer agent may know are nobody's here. */
const OTHER_FIREWALLS: readonly OtherFirewall[] = ["ufw", "firewalld"];

const architectures = wireEnum<HostFacts["kernel"]["architecture"], wire.Architecture>({
  amd64: "ARCHITECTURE_AMD64",
  arm64: "ARCHITECTURE_ARM64",
  other: "ARCHITECTURE_OTHER",
});

const fromWireArchitecture = (
  architecture: wire.Architecture,
): HostFacts["kernel"]["architecture"] =>
  architecture === "ARCHITECTURE_UNSPECIFIED"
    ? "other"
    : architectures.fromWire(architecture, "Kernel", "architecture");

const protocols = wireEnum<ListenerFacts["protocol"], wire.TransportProtocol>({
  tcp: "TRANSPORT_PROTOCOL_TCP",
  udp: "TRANSPORT_PROTOCOL_UDP",
});

const fromWireRoute = ({ destination, device, gateway, protocol }: wire.Route): RouteFacts => ({
  destination,
  device,
  ...(gateway !== undefined && { gateway }),
  protocol,
});

const fromWireClock = ({ synchronized, service, nowMs }: wire.Clock): HostFacts["time"] => ({
  synchronized,
  ...(service !== undefined && { service }),
  nowMs,
});

const fromWireListener = ({ protocol, address, port, program }: wire.Listener): ListenerFacts => ({
  protocol: protocols.fromWire(protocol, "Listener", "protocol"),
  address,
  port,
  ...(program !== undefined && { program }),
});

const fromWireKubernetes = (kubernetes: wire.ExistingKubernetes): ExistingKubernetes => ({
  joined: kubernetes.joined,
  controlPlane: kubernetes.controlPlane,
  etcdMember: kubernetes.etcdMember,
  ...(kubernetes.server !== undefined && { server: kubernetes.server }),
  docker: kubernetes.docker,
  ...(kubernetes.caCertificateHash !== undefined && {
    caCertificateHash: kubernetes.caCertificateHash,
  }),
});
