import type { ClusterConfig } from "./cluster-config.ts";

type FirewallSettings = NonNullable<ClusterConfig["network"]["firewall"]>;

/** Under its name or its older one; on with nothing more open where neither is given. */
export const firewallConfig = ({ network }: Pick<ClusterConfig, "network">): FirewallSettings =>
  network.firewall ?? network.firewalld ?? { enabled: true, beside_others: false };
