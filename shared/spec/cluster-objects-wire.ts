import type * as wire from "../rpc/gen/spec.ts";
import type { ClusterObjectsSpec } from "./node-spec.ts";
import { fromWireTaint, toWireTaint } from "./taint-wire.ts";

export const toWireClusterObjects = (objects: ClusterObjectsSpec): wire.ClusterObjectsSpec => ({
  nodes: objects.nodes.map(({ name, labels, taints }) => ({
    name,
    labels,
    taints: taints.map(toWireTaint),
  })),
  storedConfiguration: objects.storedConfiguration,
});

/** Throws MESSAGE_INVALID. */
export const fromWireClusterObjects = (objects: wire.ClusterObjectsSpec): ClusterObjectsSpec => ({
  nodes: objects.nodes.map(({ name, labels, taints }) => ({
    name,
    labels,
    taints: taints.map(fromWireTaint),
  })),
  storedConfiguration: objects.storedConfiguration,
});
