import type * as wire from "../rpc/gen/spec.ts";
import type { TransportProtocol } from "../rpc/gen/facts.ts";
import { hostRoles } from "./host-role-wire.ts";
import type { FirewallSpec, OpenPorts } from "./node-spec.ts";
import { positive, required, wireEnum } from "./wire-reader.ts";

export const toWireFirewall = (firewall: FirewallSpec): wire.FirewallSpec => ({
  ...firewall,
  members: firewall.members.map(({ name, role, addresses }) => ({
    name,
    role: hostRoles.toWire(role),
    addresses,
  })),
  openPorts: firewall.openPorts.map(({ protocol, first, last }) => ({
    protocol: protocols.toWire(protocol),
    ports: { first, last },
  })),
});

/** Throws MESSAGE_INVALID. */
export const fromWireFirewall = (firewall: wire.FirewallSpec): FirewallSpec => ({
  enabled: firewall.enabled,
  sshPorts: firewall.sshPorts.map((port) => positive(port, "FirewallSpec", "sshPorts")),
  members: firewall.members.map(({ name, role, addresses }) => ({
    name,
    role: hostRoles.fromWire(role, "FirewallMember", "role"),
    addresses,
  })),
  peers: firewall.peers,
  trustedSubnets: firewall.trustedSubnets,
  openPorts: firewall.openPorts.map(({ protocol, ports }) => ({
    protocol: protocols.fromWire(protocol, "OpenPorts", "protocol"),
    ...fromWireRange(ports, "OpenPorts", "ports"),
  })),
  nodePorts: fromWireRange(firewall.nodePorts, "FirewallSpec", "nodePorts"),
  ingress: firewall.ingress,
});

const protocols = wireEnum<OpenPorts["protocol"], TransportProtocol>({
  tcp: "TRANSPORT_PROTOCOL_TCP",
  udp: "TRANSPORT_PROTOCOL_UDP",
});

const fromWireRange = (range: wire.PortRange | undefined, message: string, field: string) => {
  const { first, last } = required(range, message, field);
  return { first: positive(first, message, field), last: positive(last, message, field) };
};
