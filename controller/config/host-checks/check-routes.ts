import { type Cidr, overlaps, parseAddress, parseCidr } from "../cidr.ts";
import type { ClusterConfig } from "../cluster-config.ts";
import {
  eachHost,
  type HostCheck,
  type HostProblem,
  isOfCluster,
  type KnownHost,
} from "./host-problem.ts";

/** Pods and services have addresses that no host uses for anything else. */
export const checkRoutes: HostCheck = eachHost((host, config) => {
  const { network, adopted } = config;
  // On a member, routes into the pod network are our own; it cannot be changed any more, either.
  const pods = isOfCluster(host, config) ? [] : check(host, "pod_network_cidr", network);
  // Whoever has made that network may have prepared a host that is to join for it.
  const isTheirs = adopted !== undefined;
  return [
    ...check(host, "service_cidr", network),
    ...pods.map((problem) => (isTheirs ? { ...problem, ...PERHAPS_MEANT } : problem)),
  ];
});

const PERHAPS_MEANT = {
  severity: "warning",
  hint: "right if it leads to the pods of this cluster; else take it away",
} as const;

const check = (
  { facts }: KnownHost,
  key: "service_cidr" | "pod_network_cidr",
  network: ClusterConfig["network"],
): readonly Omit<HostProblem, "host">[] => {
  const range = parseCidr(network[key]);
  if (range === undefined) return [];
  const places = [
    ...facts.routes.map(({ destination, device }) => ({
      name: `the route ${destination} on ${device}`,
      destination,
    })),
    ...facts.interfaces.flatMap(({ name, addresses }) =>
      addresses.map((address) => ({
        name: `the address ${address} of ${name}`,
        destination: address,
      })),
    ),
  ];
  const found = places.find(({ destination }) => overlapsRange(destination, range));
  if (found === undefined) return [];
  return [
    {
      severity: "error",
      code: "CIDR_ROUTE_OVERLAP",
      message: `uses ${found.name}, inside network.${key} ${network[key]}`,
      hint: `choose another network.${key} before the first apply`,
    },
  ];
};

/** Default routes lead everywhere and are no claim. */
const overlapsRange = (destination: string, range: Cidr): boolean => {
  const cidr = parseCidr(destination) ?? parseAddress(destination);
  return cidr !== undefined && cidr.prefix > 0 && overlaps(cidr, range);
};
