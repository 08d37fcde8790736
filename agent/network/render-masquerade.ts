import { isIPv6 } from "node:net";
import type { BridgeNetworkSpec } from "../../shared/spec/node-spec.ts";

export const MASQUERADE_DIRECTORY = "/etc/pharos/network";
export const MASQUERADE_RULES_PATH = `${MASQUERADE_DIRECTORY}/masquerade.nft`;
export const MASQUERADE_UNIT = "pharos-masquerade.service";
export const MASQUERADE_UNIT_PATH = `/etc/systemd/system/${MASQUERADE_UNIT}`;
const NFT_PROGRAM = "/usr/sbin/nft";

type PodNetwork = Pick<BridgeNetworkSpec, "podCidr" | "clusterCidr">;

/**
 * One table of ours in which pods that speak to something outside of the cluster's pod network get
 * their host's address; among pods addresses are kept. Loading it replaces it in one transaction.
 */
export const renderMasqueradeRules = ({ podCidr, clusterCidr }: PodNetwork): string => {
  const family = familyOf(podCidr);
  return [
    `# Written by pharosctl; a change made here is undone.`,
    `table ${family} pharos-nat`,
    `delete table ${family} pharos-nat`,
    `table ${family} pharos-nat {`,
    `  chain postrouting {`,
    `    type nat hook postrouting priority 100; policy accept;`,
    `    ${family} saddr ${podCidr} ${family} daddr != ${clusterCidr} masquerade`,
    `  }`,
    `}`,
    ``,
  ].join("\n");
};

/** nftables.service flushes all tables when it starts, stops or reloads: ours comes back right after. */
export const renderMasqueradeUnit = ({ podCidr }: PodNetwork): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Unit]",
    "Description=Address translation for pods that speak to the outside",
    "After=nftables.service network-pre.target",
    "PartOf=nftables.service",
    "ReloadPropagatedFrom=nftables.service",
    "Before=kubelet.service",
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    `ExecStart=${NFT_PROGRAM} -f ${MASQUERADE_RULES_PATH}`,
    `ExecReload=${NFT_PROGRAM} -f ${MASQUERADE_RULES_PATH}`,
    `ExecStop=-${NFT_PROGRAM} delete table ${familyOf(podCidr)} pharos-nat`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");

const familyOf = (cidr: string): "ip" | "ip6" => (isIPv6(cidr.split("/")[0] ?? "") ? "ip6" : "ip");
