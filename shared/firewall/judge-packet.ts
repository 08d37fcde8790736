import { isAmong } from "./address-sets.ts";
import type { FilterRule, FilterRules, PortRange, TransportName } from "./filter-rules.ts";

/** A packet that begins a connection to this host, at an address and port of its own. */
export interface Packet {
  readonly source: string;
  readonly protocol: TransportName;
  readonly port?: number;
  readonly sourcePort?: number;
  /** The device that it comes in by. */
  readonly device: string;
}

/** What the rules do with a packet: the same answer as the kernel's, for what begins a connection. */
export const judgePacket = (rules: FilterRules, packet: Packet): "accept" | "drop" => {
  const early = firstMatch(rules.nodePorts, packet) ?? "accept";
  return early === "drop" ? "drop" : (firstMatch(rules.input, packet) ?? "drop");
};

const firstMatch = (
  rules: readonly FilterRule[],
  packet: Packet,
): FilterRule["verdict"] | undefined => rules.find((rule) => matches(rule, packet))?.verdict;

const matches = ({ match }: FilterRule, packet: Packet): boolean => {
  const { device, source, protocols, ports, otherPorts, sourcePort } = match;
  // It begins a connection, to this host's own address, and nobody has translated it.
  if (match.established || match.translated || match.destination || match.toHost === false)
    return false;
  if (device !== undefined && device !== packet.device) return false;
  if (source !== undefined && !isAmong(packet.source, source.entries)) return false;
  if (protocols !== undefined && !protocols.includes(packet.protocol)) return false;
  if (ports !== undefined && !ports.some((range) => isIn(packet.port, range))) return false;
  if (otherPorts !== undefined && isIn(packet.port, otherPorts)) return false;
  return sourcePort === undefined || sourcePort === packet.sourcePort;
};

const isIn = (port: number | undefined, { first, last }: PortRange): boolean =>
  port !== undefined && first <= port && port <= last;
