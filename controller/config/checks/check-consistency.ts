import type { ConfigTree } from "../config-tree.ts";
import { checkAddons } from "./check-addons.ts";
import { checkAddresses } from "./check-addresses.ts";
import { checkAdmission } from "./check-admission.ts";
import { checkControlPlane } from "./check-control-plane.ts";
import { checkNetworks } from "./check-networks.ts";
import { checkRoles } from "./check-roles.ts";
import { checkCrio } from "./check-crio.ts";
import { checkRuntimes } from "./check-runtimes.ts";
import { checkVersionFit } from "./check-version-fit.ts";
import { type ConfigCheck, type Finding, readParts } from "./config-parts.ts";

/** To add a check, add it here. */
const checks: readonly ConfigCheck[] = [
  checkAddons,
  checkAddresses,
  checkAdmission,
  checkControlPlane,
  checkNetworks,
  checkRoles,
  checkRuntimes,
  checkCrio,
  checkVersionFit,
];

/** All that one part of a file has against another. */
export const checkConsistency = (tree: ConfigTree): readonly Finding[] => {
  const parts = readParts(tree);
  return checks.flatMap((check) => check(parts));
};
