import { FILTER_TABLE } from "../../shared/firewall/render-table.ts";
import { FIREWALL_RULES_PATH, PREVIOUS_PATH } from "./firewall-paths.ts";

const NFT_PROGRAM = "/usr/sbin/nft";

/**
 * Loads confirmed rules before the network comes up, without the agent. If they cannot be loaded the
 * host comes up open, and its agent says so. nftables.service flushes all tables when it starts,
 * stops or reloads: ours comes back right after. It has no part in a shutdown, so rules hold to its end.
 */
export const renderFirewallUnit = (): string =>
  [
    "# Written by pharosctl; a change made here is undone.",
    "[Unit]",
    "Description=Packet filter of this host, as its cluster signed it",
    "DefaultDependencies=no",
    "After=local-fs.target nftables.service",
    "Before=network-pre.target",
    "Wants=network-pre.target",
    "PartOf=nftables.service",
    "ReloadPropagatedFrom=nftables.service",
    `ConditionPathExists=${FIREWALL_RULES_PATH}`,
    "",
    "[Service]",
    "Type=oneshot",
    "RemainAfterExit=yes",
    `ExecStart=${NFT_PROGRAM} -f ${FIREWALL_RULES_PATH}`,
    `ExecReload=${NFT_PROGRAM} -f ${FIREWALL_RULES_PATH}`,
    `ExecStop=-${NFT_PROGRAM} delete table inet ${FILTER_TABLE}`,
    "",
    "[Install]",
    "WantedBy=multi-user.target",
    "",
  ].join("\n");

/** So long rules have to be confirmed; then they are taken back, also when the agent is dead. */
const GUARD_SECONDS = 60;

export const GUARD_TIMER_TEXT = `[Unit]
Description=pharos firewall: takes new rules back unless the host is seen to be reachable

[Timer]
OnActiveSec=${GUARD_SECONDS}s
AccuracySec=100ms
RemainAfterElapse=no
`;

export const GUARD_SERVICE_TEXT = `[Unit]
Description=pharos firewall: goes back to the rules before
ConditionPathExists=${PREVIOUS_PATH}

[Service]
Type=oneshot
ExecStart=${NFT_PROGRAM} -f ${PREVIOUS_PATH}
`;
