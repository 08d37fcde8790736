import { type ConfigPath, renderPath } from "../config-path.ts";
import { parseAddress, renderCidr } from "../cidr.ts";
import type { ConfigCheck, ConfigParts, Finding, HostPart } from "./config-parts.ts";

interface Claim {
  /** What must be there once only. */
  readonly value: string;
  readonly path: ConfigPath;
}

/** No two hosts are the same machine, and no two have the same address inside the cluster. */
export const checkAddresses: ConfigCheck = ({ hosts }) => {
  const logins = repeated(hosts.map(loginOf), "is the address of");
  const known = new Set(logins.map(({ path }) => renderPath(path)));
  const internals = repeated(hosts.flatMap(internalOf), "is the cluster address of");
  return [...logins, ...internals.filter(({ path }) => !known.has(renderPath(path)))];
};

const loginOf = (host: HostPart): Claim => ({
  value: `${normalAddress(host.address)} port ${host.ssh_port}`,
  path: ["hosts", host.index, "address"],
});

/** With `private_interface` the address is known on the host only. */
const internalOf = (host: HostPart): readonly Claim[] => {
  if (host.private_address === undefined && host.private_interface !== undefined) return [];
  const key = host.private_address === undefined ? "address" : "private_address";
  const value = normalAddress(host.private_address ?? host.address);
  return [{ value, path: ["hosts", host.index, key] }];
};

const repeated = (claims: readonly Claim[], relation: string): readonly Finding[] => {
  const first = new Map<string, Claim>();
  return claims.flatMap((claim) => {
    const earlier = first.get(claim.value);
    if (earlier === undefined) {
      first.set(claim.value, claim);
      return [];
    }
    const message = `${claim.value} ${relation} ${renderPath(earlier.path.slice(0, 2))} already`;
    return [{ severity: "error" as const, path: claim.path, message }];
  });
};

/** IPv6 has many spellings, DNS ignores case. */
const normalAddress = (address: string): string =>
  address.includes(":") ? normalIpv6(address) : address.toLowerCase();

const normalIpv6 = (address: string): string => {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : renderCidr(parsed).replace(/\/128$/, "");
};

/** Addresses of hosts that are known before anybody has asked them. */
export const hostAddresses = ({ hosts }: ConfigParts): readonly Claim[] =>
  hosts.flatMap((host) => {
    const { address, private_address } = host;
    const own: Claim[] = [{ value: address, path: ["hosts", host.index, "address"] }];
    return private_address === undefined
      ? own
      : [...own, { value: private_address, path: ["hosts", host.index, "private_address"] }];
  });
