import type { Member } from "../../shared/spec/membership.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";

/**
 * A spec without the API servers of masters that have left, and without ways to pods of hosts that have.
 * `here`: members of today. A balancer that would be left with nobody stays as it is.
 */
export const withoutLeft = (spec: NodeSpec, here: readonly Member[]): NodeSpec => {
  const { apiProxy, network } = spec;
  const names = new Set(here.map(({ name }) => name));
  const addresses = new Set(here.map(({ privateAddress }) => privateAddress));
  const backends = apiProxy.backends.filter(({ name }) => names.has(name));
  return {
    ...spec,
    apiProxy: backends.length === 0 ? apiProxy : { ...apiProxy, backends },
    network:
      network.provider === "bridge"
        ? { ...network, routes: network.routes.filter(({ gateway }) => addresses.has(gateway)) }
        : network,
  };
};
