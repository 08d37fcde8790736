import { POD_BRIDGE } from "../../shared/firewall/build-filter-rules.ts";
import { isIPv6 } from "node:net";
import type { BridgeNetworkSpec } from "../../shared/spec/node-spec.ts";

export const CNI_CONFIG_DIRECTORY = "/etc/cni/net.d";
export const CONFLIST_PATH = `${CNI_CONFIG_DIRECTORY}/10-pharos.conflist`;
/** Not the usual `cni0`: another plugin may have left one with another address. */
export const BRIDGE_DEVICE = POD_BRIDGE;

/**
 * CNI's bridge with addresses from this host's pod CIDR. Version 0.4.0 is what all supported plugins
 * read. `ipMasq` is off: it would hide the addresses of pods from pods of other hosts too.
 */
export const renderConflist = ({ podCidr, mtu }: BridgeNetworkSpec): string => {
  const everywhere = isIPv6(podCidr.split("/")[0] ?? "") ? "::/0" : "0.0.0.0/0";
  const bridge = {
    type: "bridge",
    bridge: BRIDGE_DEVICE,
    isGateway: true,
    ipMasq: false,
    // A pod that reaches itself by its service's address.
    hairpinMode: true,
    ...(mtu === undefined ? {} : { mtu }),
    ipam: { type: "host-local", ranges: [[{ subnet: podCidr }]], routes: [{ dst: everywhere }] },
  };
  const portmap = { type: "portmap", capabilities: { portMappings: true } };
  const conflist = { cniVersion: "0.4.0", name: "pharos", plugins: [bridge, portmap] };
  return `${JSON.stringify(conflist, undefined, 2)}\n`;
};
