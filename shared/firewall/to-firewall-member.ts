import { isIP } from "node:net";
import type { Member } from "../spec/membership.ts";
import type { FirewallMember } from "../spec/node-spec.ts";
import { sortAddresses } from "./address-sets.ts";

/** Where a member may come from: the address that members use, and that of cluster.yml where it is one. */
export const toFirewallMember = ({
  name,
  role,
  address,
  privateAddress,
}: Member): FirewallMember => ({
  name,
  role,
  addresses: sortAddresses([privateAddress, ...(isIP(address) === 0 ? [] : [address])]),
});
