import { firewallConfig } from "../firewall-config.ts";
import { eachHost, type HostCheck, type HostProblem } from "./host-problem.ts";

/** Another firewall is never switched off for the user; whether ours comes beside it is theirs to say. */
export const checkFirewalls: HostCheck = eachHost(({ facts }, config) => {
  const { enabled, beside_others: isBeside } = firewallConfig(config);
  if (!enabled) return [];
  return facts.activeFirewalls.map((other): Omit<HostProblem, "host"> => {
    const message = `has ${other} active, which is left as it is`;
    return isBeside
      ? {
          severity: "warning",
          code: "FIREWALL_ACTIVE",
          message,
          hint: `what ${other} closes stays closed: open there what docs/ports.md asks for`,
        }
      : {
          severity: "error",
          code: "FIREWALL_ACTIVE",
          message,
          hint: "set `network.firewall.beside_others: true` to keep both, or `network.firewall.enabled: false`, or stop it on the host yourself",
        };
  });
});
