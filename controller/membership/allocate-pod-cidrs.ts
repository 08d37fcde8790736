import { podNetworkFull } from "../../shared/errors/membership-errors.ts";
import { parseCidr, renderCidr } from "../config/cidr.ts";

const IPV4_HOST_PREFIX = 24;
const IPV6_HOST_PREFIX = 64;

/**
 * Gives each host a part of the pod network: /24 (IPv4) or /64 (IPv6), or a quarter of a network
 * that is smaller than four of those. A host keeps what it has; what a removed host had is not
 * given to another while its tombstone stands. Throws `POD_NETWORK_FULL`.
 */
export const allocatePodCidrs = (
  podNetworkCidr: string,
  hosts: readonly string[],
  taken: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> => {
  const network = parseCidr(podNetworkCidr);
  if (network === undefined) throw new RangeError(`not a CIDR: ${podNetworkCidr}`);
  const wanted = network.bits === 32 ? IPV4_HOST_PREFIX : IPV6_HOST_PREFIX;
  const prefix = Math.min(Math.max(wanted, network.prefix + 2), network.bits - 2);
  const size = 1n << BigInt(network.bits - prefix);
  const used = new Set(taken.values());
  const result = new Map<string, string>();
  let next = network.first;
  for (const host of hosts) {
    const kept = taken.get(host);
    if (kept !== undefined) {
      result.set(host, kept);
      continue;
    }
    let cidr = "";
    do {
      if (next + size - 1n > network.last)
        throw podNetworkFull({ podNetworkCidr, hosts: hosts.length });
      cidr = renderCidr({ ...network, prefix, first: next, last: next + size - 1n });
      next += size;
    } while (used.has(cidr));
    result.set(host, cidr);
  }
  return result;
};
