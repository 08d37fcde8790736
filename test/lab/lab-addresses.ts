/**
 * The namespace's own address on the bridge: the hosts' default gateway, and where the supply is
 * served. Every lab has a network namespace of its own, so all of them use the same addresses.
 */
export const gatewayAddress = "10.77.0.1";

const first = { bastion: 5, master: 11, worker: 21 };

/** The address of the `index`-th host (from 1) of a role. Room for 9 masters and 200 workers. */
export function hostAddress(role: keyof typeof first, index: number): string {
  return `10.77.0.${first[role] + index - 1}`;
}
