import { hostAddress } from "./lab-addresses.ts";
import { LabError } from "./lab-error.ts";
import type { LabHost } from "./lab-state.ts";

/** What `up` builds: counts of hosts by role. With a bastion, the namespace reaches the other hosts only through it. */
export interface LabLayout {
  readonly masters: number;
  readonly workers: number;
  readonly bastion?: boolean;
}

/** Hosts m1…, w1… and, if asked for, the bastion b1. */
export function planHosts(layout: LabLayout): readonly LabHost[] {
  if (layout.masters > 9 || layout.workers > 200 || layout.masters + layout.workers < 1) {
    throw new LabError("a lab has 1 to 9 masters and up to 200 workers");
  }
  return [
    ...hostsOf("master", layout.masters),
    ...hostsOf("worker", layout.workers),
    ...hostsOf("bastion", layout.bastion === true ? 1 : 0),
  ];
}

function hostsOf(role: LabHost["role"], count: number): readonly LabHost[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${role.slice(0, 1)}${index + 1}`,
    role,
    address: hostAddress(role, index + 1),
  }));
}
