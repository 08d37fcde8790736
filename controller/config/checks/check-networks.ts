import { type Cidr, overlaps, parseAddress, parseCidr } from "../cidr.ts";
import { isMapping, valueAt } from "../config-tree.ts";
import { hostAddresses } from "./check-addresses.ts";
import type { ConfigCheck, ConfigParts, Finding } from "./config-parts.ts";

/** Services, pods and hosts have addresses of their own, and there are pods for every host. */
export const checkNetworks: ConfigCheck = (parts) => [
  ...checkRanges(parts),
  ...checkReplicas(parts),
];

const checkRanges = (parts: ConfigParts): readonly Finding[] => {
  if (parts.network === undefined) return [];
  const { service_cidr, pod_network_cidr, provider } = parts.network;
  const services = parseCidr(service_cidr);
  const pods = parseCidr(pod_network_cidr);
  if (services === undefined || pods === undefined) return [];
  return [
    ...checkOverlap(service_cidr, services, pod_network_cidr, pods),
    ...checkHosts(parts, `service_cidr ${service_cidr}`, services),
    ...checkHosts(parts, `pod_network_cidr ${pod_network_cidr}`, pods),
    ...(provider === "bridge" ? checkRoom(parts, pod_network_cidr, pods) : []),
  ];
};

const podPath = ["network", "pod_network_cidr"];

const checkOverlap = (
  serviceText: string,
  services: Cidr,
  podText: string,
  pods: Cidr,
): readonly Finding[] => {
  if (services.bits !== pods.bits) {
    const message = "must be of the same family (IPv4 or IPv6) as network.service_cidr";
    return [{ severity: "error", path: podPath, message }];
  }
  if (!overlaps(services, pods)) return [];
  const message = `${podText} overlaps network.service_cidr ${serviceText}`;
  return [{ severity: "error", path: podPath, message }];
};

const checkHosts = (parts: ConfigParts, name: string, range: Cidr): readonly Finding[] =>
  hostAddresses(parts).flatMap(({ value, path }) => {
    const address = parseAddress(value);
    if (address === undefined || !overlaps(address, range)) return [];
    const message = `${value} is inside network.${name}`;
    return [{ severity: "error" as const, path, message, hint: "choose another network for it" }];
  });

/** With the bridge every host gets a /24 of the pods' addresses (/64 of IPv6), or a quarter of less. */
const checkRoom = (parts: ConfigParts, text: string, pods: Cidr): readonly Finding[] => {
  const wanted = pods.bits === 32 ? 24 : 64;
  const hostPrefix = Math.min(Math.max(wanted, pods.prefix + 2), pods.bits - 2);
  const room = Math.floor(2 ** (hostPrefix - pods.prefix));
  if (parts.hosts.length <= room) return [];
  const message = `${text} has room for ${room} hosts, each with a /${hostPrefix}, not for ${parts.hosts.length}`;
  return [{ severity: "error", path: podPath, message }];
};

const checkReplicas = ({ tree, hosts }: ConfigParts): readonly Finding[] => {
  const network = valueAt(tree, ["network"]);
  if (!isMapping(network)) return [];
  const dnsReplicas = valueAt(network, ["dns", "replicas"]);
  const both =
    network["dns_replicas"] !== undefined && dnsReplicas !== undefined
      ? [
          {
            severity: "error" as const,
            path: ["network", "dns_replicas"],
            message: "is given as network.dns.replicas too",
          },
        ]
      : [];
  const tooMany = [
    { path: ["network", "dns_replicas"], value: network["dns_replicas"] },
    { path: ["network", "dns", "replicas"], value: dnsReplicas },
  ].flatMap(({ path, value }) =>
    typeof value === "number" && hosts.length > 0 && value > hosts.length
      ? [
          {
            severity: "error" as const,
            path,
            message: `${value} is more than there are hosts (${hosts.length})`,
          },
        ]
      : [],
  );
  return [...both, ...tooMany];
};
