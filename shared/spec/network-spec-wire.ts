import { messageInvalidError } from "../errors/rpc-errors.ts";
import type * as wire from "../rpc/gen/spec.ts";
import type { BridgeNetworkSpec, ExternalNetworkSpec, NetworkSpec } from "./node-spec.ts";
import { wireEnum } from "./wire-reader.ts";

export const toWireNetwork = (network: NetworkSpec): wire.NetworkSpec => {
  switch (network.provider) {
    case "bridge": {
      const { podCidr, clusterCidr, mtu, routes } = network;
      return { provider: "bridge", bridge: { podCidr, clusterCidr, mtu, routes } };
    }
    case "weave":
    case "custom": {
      const { provider, clusterCidr } = network;
      return {
        provider: "external",
        external: { provider: externalProviders.toWire(provider), clusterCidr },
      };
    }
  }
};

/** Throws MESSAGE_INVALID. */
export const fromWireNetwork = (network: wire.NetworkSpec): NetworkSpec => {
  switch (network.provider) {
    case "bridge":
      return fromWireBridge(network.bridge);
    case "external":
      return fromWireExternal(network.external);
    case undefined:
      throw messageInvalidError({
        message: "NetworkSpec",
        field: "provider",
        reason: "is missing",
      });
  }
};

const fromWireBridge = ({
  podCidr,
  clusterCidr,
  mtu,
  routes,
}: wire.BridgeNetwork): BridgeNetworkSpec => ({
  provider: "bridge",
  podCidr,
  clusterCidr,
  ...(mtu !== undefined && { mtu }),
  routes: routes.map(({ destination, gateway }) => ({ destination, gateway })),
});

const fromWireExternal = (external: wire.ExternalNetwork): ExternalNetworkSpec => ({
  provider: externalProviders.fromWire(external.provider, "ExternalNetwork", "provider"),
  clusterCidr: external.clusterCidr,
});

const externalProviders = wireEnum<ExternalNetworkSpec["provider"], wire.ExternalNetworkProvider>({
  weave: "EXTERNAL_NETWORK_PROVIDER_WEAVE",
  custom: "EXTERNAL_NETWORK_PROVIDER_CUSTOM",
});
