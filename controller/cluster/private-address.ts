import { isIP } from "node:net";
import { noPrivateAddress } from "../../shared/errors/membership-errors.ts";
import type { HostFacts } from "../../shared/spec/facts.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";

/**
 * The address that other members use, always an IP: `private_address`; else the first of
 * `private_interface`; else `address` when it is an IP; else that of the interface with the default
 * route. Throws `NO_PRIVATE_ADDRESS`.
 */
export const privateAddressOf = (config: ConfiguredHost, facts: HostFacts): string => {
  const { private_address: given, private_interface: device, address } = config;
  if (given !== undefined && isIP(given) !== 0) return given;
  if (device !== undefined) return requireAddress(facts, device, config);
  if (given === undefined && isIP(address) !== 0) return address;
  const route = facts.routes.find(
    ({ destination }) => destination === "0.0.0.0/0" || destination === "::/0",
  );
  return requireAddress(facts, route?.device ?? "", config);
};

const requireAddress = (
  facts: HostFacts,
  device: string,
  { address: host }: ConfiguredHost,
): string => {
  const addresses = facts.interfaces.find(({ name }) => name === device)?.addresses ?? [];
  const found = addresses.map(withoutPrefix).find((address) => !address.startsWith("fe80:"));
  if (found === undefined) throw noPrivateAddress({ host, device });
  return found;
};

const withoutPrefix = (address: string): string => address.split("/")[0] ?? address;
