import { DRAIN_MARK } from "../drain/drain-mark.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { listAt, textAt, textsAt } from "../../shared/spec/json-path.ts";
import type { NodeHealth } from "./slots.ts";

/** On a node that we cordoned, and on no other: only such a one is uncordoned by us. */
export const CORDON_MARK = "pharosctl/cordoned";

const MASTER_LABELS: readonly string[] = [
  "node-role.kubernetes.io/control-plane",
  "node-role.kubernetes.io/master",
];

/** One node of the API server. */
export const toNodeHealth = (node: unknown): NodeHealth => {
  const labels = textsAt(node, "metadata", "labels");
  const ready = listAt(node, "status", "conditions").find(
    (condition) => textAt(condition, "type") === "Ready",
  );
  const cordonedAtMs = Date.parse(textAt(node, "metadata", "annotations", CORDON_MARK) ?? "");
  // A node that is drained for an upgrade or a removal is one that workloads cannot do without now.
  const drainedAt = textAt(node, "metadata", "annotations", DRAIN_MARK);
  return {
    name: textAt(node, "metadata", "name") ?? "",
    uid: textAt(node, "metadata", "uid") ?? "",
    isMaster: MASTER_LABELS.some((label) => labels[label] !== undefined),
    isReady: textAt(ready, "status") === "True" && drainedAt === undefined,
    sinceMs: Date.parse(drainedAt ?? textAt(ready, "lastTransitionTime") ?? "") || 0,
    ...(Number.isNaN(cordonedAtMs) ? {} : { cordonedAtMs }),
  };
};

export const parseNodes = (list: KubernetesObject): readonly NodeHealth[] =>
  listAt(list, "items").map(toNodeHealth);
