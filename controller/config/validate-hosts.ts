import type { HostFacts } from "../../shared/spec/facts.ts";
import type { ClusterConfig } from "./cluster-config.ts";
import { checkCapacity } from "./host-checks/check-capacity.ts";
import { checkClocks } from "./host-checks/check-clocks.ts";
import { checkFirewalls } from "./host-checks/check-firewalls.ts";
import { checkIdentities } from "./host-checks/check-identities.ts";
import { checkOccupancy } from "./host-checks/check-occupancy.ts";
import { checkRoutes } from "./host-checks/check-routes.ts";
import { checkSystems } from "./host-checks/check-systems.ts";
import { checkUpgrade } from "./host-checks/check-upgrade.ts";
import type { HostCheck, HostProbe, HostProblem } from "./host-checks/host-problem.ts";
import { hostId } from "./host-id.ts";

/** To add a check, add it here. */
const checks: readonly HostCheck[] = [
  checkIdentities,
  checkSystems,
  checkClocks,
  checkCapacity,
  checkRoutes,
  checkOccupancy,
  checkFirewalls,
  checkUpgrade,
];

/**
 * All that facts say against a configuration, in the order of cluster.yml; empty: go on. Facts and probes
 * are keyed by `hostId`; hosts without facts are left out. A host without a probe counts as a stranger
 * whose clock is right.
 */
export const validateHosts = (
  config: ClusterConfig,
  facts: ReadonlyMap<string, HostFacts>,
  probes: ReadonlyMap<string, HostProbe>,
): readonly HostProblem[] => {
  const hosts = config.hosts.flatMap((host) => {
    const id = hostId(host);
    const own = facts.get(id);
    const probe = probes.get(id) ?? { clockOffsetMs: 0, isMember: false };
    return own === undefined ? [] : [{ id, config: host, facts: own, probe }];
  });
  const problems = checks.flatMap((check) => check(hosts, config));
  return hosts.flatMap(({ id }) => problems.filter(({ host }) => host === id));
};
