import type { NodeSpec } from "./node-spec.ts";

/**
 * Of a spec what does not name every member of the cluster: of a thousand hosts the rest would be
 * millions of names.
 */
export const outlineOf = ({ firewall: _members, ...spec }: NodeSpec): NodeSpec => ({
  ...spec,
  network: spec.network.provider === "bridge" ? { ...spec.network, routes: [] } : spec.network,
});
