import type { Uplink } from "./lab-state.ts";

/** The lab's end of the link. Every lab has a network namespace of its own, so all of them call it the same. */
export const labEnd = "uplink0";

/**
 * The machine's rules for one lab, as a file for `nft -f` that replaces the table as a whole. What goes out takes
 * the machine's address; of what comes in only answers reach the lab. Without `forwards` nothing passes the
 * machine in either direction, and of the machine itself only its end of the link is reached.
 */
export function renderMachineRules(uplink: Uplink): string {
  return `${renderTableRemoval(uplink)}table inet ${uplink.table} {
  chain forward {
    type filter hook forward priority filter; policy accept;
${indent(uplink.forwards ? passing(uplink) : closed(uplink))}
  }
  chain input {
    type filter hook input priority filter; policy accept;
${indent(uplink.forwards ? [] : onlyTheEnd(uplink))}
  }
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr ${uplink.labAddress} oifname != "${uplink.link}" masquerade
  }
}
`;
}

/** Removes the table whether it is there or not: nft knows no other way to say so. */
export function renderTableRemoval(uplink: Uplink): string {
  return `add table inet ${uplink.table}\ndelete table inet ${uplink.table}\n`;
}

/**
 * Rules of the lab's own namespace: all hosts take the address of the lab's end, so that the machine needs no
 * route to their range, which is the same in every lab.
 */
export const labRules = `add table ip uplink
delete table ip uplink
table ip uplink {
  chain postrouting {
    type nat hook postrouting priority srcnat; policy accept;
    oifname "${labEnd}" masquerade
  }
}
`;

function passing({ link }: Uplink): readonly string[] {
  return [
    `oifname "${link}" ct state established,related accept`,
    `oifname "${link}" drop`,
    // The machine's way out may take smaller packets than the link, as tunnels and clouds do.
    `iifname "${link}" tcp flags syn tcp option maxseg size set rt mtu`,
  ];
}

function closed({ link }: Uplink): readonly string[] {
  return [`iifname "${link}" drop`, `oifname "${link}" drop`];
}

function onlyTheEnd({ link, machineAddress }: Uplink): readonly string[] {
  return [
    `iifname "${link}" ip daddr != ${machineAddress} drop`,
    `iifname "${link}" meta nfproto ipv6 drop`,
  ];
}

function indent(rules: readonly string[]): string {
  return rules.map((rule) => `    ${rule}`).join("\n");
}
