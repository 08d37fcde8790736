import { isIP } from "node:net";
import { sortAddresses } from "../../shared/firewall/address-sets.ts";
import { NODE_PORTS, SSH_PORT } from "../../shared/firewall/port-table.ts";
import { toFirewallMember } from "../../shared/firewall/to-firewall-member.ts";
import type { ListenerFacts } from "../../shared/spec/facts.ts";
import type { Membership } from "../../shared/spec/membership.ts";
import type { FirewallMember, FirewallSpec, OpenPorts } from "../../shared/spec/node-spec.ts";
import { parseCidr, renderCidr } from "../config/cidr.ts";
import { firewallConfig } from "../config/firewall-config.ts";
import { parsePortRange } from "../config/schema/port-range.ts";
import type { NodeSpecInput, PlannedHost } from "./node-spec-input.ts";

/** Whom a host lets in: from cluster.yml, the membership, and what its sshd listens on. */
export const buildFirewallSpec = (input: NodeSpecInput): FirewallSpec => {
  const { config, host } = input;
  const { enabled, trusted_subnets: trusted = [] } = firewallConfig(config);
  return {
    enabled,
    sshPorts: sshPorts(host),
    members: membersOf(input),
    peers: sortAddresses((config.network.weave?.known_peers ?? []).filter(isAddress)),
    trustedSubnets: sortAddresses(trusted.map(toNormalForm)),
    openPorts: openPortsOf(input),
    nodePorts: nodePortsOf(input),
    ingress: runsIngress(input),
  };
};

/** Of cluster.yml, and whatever sshd itself listens on beside it. */
const sshPorts = ({ config, facts }: PlannedHost): readonly number[] => {
  const listening = facts.listeners.filter(isSshd).map(({ port }) => port);
  const configured = config.ssh_port ?? SSH_PORT;
  return [...new Set([configured, ...listening])].toSorted((a, b) => a - b);
};

/** A session of sshd that forwards a port listens on loopback. */
const isSshd = ({ protocol, program, address }: ListenerFacts): boolean =>
  protocol === "tcp" && program === "sshd" && !/^(127\.|::1$)/.test(address);

const membersOf = ({ membership }: NodeSpecInput): readonly FirewallMember[] => {
  const known = listed.get(membership);
  if (known !== undefined) return known;
  const members = listMembers(membership);
  listed.set(membership, members);
  return members;
};

/** Every host's spec names them all: one list for a thousand hosts instead of a thousand. */
const listed = new WeakMap<Membership, readonly FirewallMember[]>();

const listMembers = ({ members }: Membership): readonly FirewallMember[] =>
  members
    .filter(({ state }) => state === "member")
    .map(toFirewallMember)
    .toSorted((a, b) => a.name.localeCompare(b.name));

const isAddress = (text: string): boolean => isIP(text) !== 0;

const toNormalForm = (cidr: string): string => {
  const parsed = parseCidr(cidr);
  return parsed === undefined ? cidr : renderCidr(parsed);
};

const openPortsOf = ({ config, host }: NodeSpecInput): readonly OpenPorts[] =>
  (firewallConfig(config).open_ports ?? [])
    .filter(({ roles }) => roles.includes("*") || roles.includes(host.member.role))
    .flatMap(({ port, protocol }) => {
      const range = parsePortRange(String(port));
      return range === undefined ? [] : [{ protocol, ...range }];
    });

const nodePortsOf = ({ config }: NodeSpecInput): FirewallSpec["nodePorts"] =>
  parsePortRange(
    String(config.control_plane.api_server.extra_args["service-node-port-range"] ?? ""),
  ) ?? NODE_PORTS;

/** With its hosts' own addresses: on workers, or on the nodes that the addon is meant for. */
const runsIngress = ({ config, host, hosts }: NodeSpecInput): boolean => {
  const addon = config.addons?.["ingress-nginx"];
  if (addon === undefined || !addon.enabled || addon.kind !== "DaemonSet") return false;
  const { node_selector: selector } = addon;
  if (selector !== undefined) {
    const { labels } = host.config;
    return Object.entries(selector).every(([key, value]) => labels[key] === value);
  }
  return host.member.role === "worker" || hosts.every(({ member }) => member.role === "master");
};
