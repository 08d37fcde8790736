import type { Host } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { nodePath } from "../kubernetes/node-marks.ts";

/**
 * On a node that was cordoned for a removal or an upgrade, and on no other: what a person cordoned
 * stays cordoned. Not the mark of reboots, which an agent takes back by itself when it starts.
 */
export const DRAIN_MARK = "pharosctl/drained";

/** Uncordons a node that carries our mark; nothing where it does not, or is not there. */
export const endDrain = async (host: Host, name: string): Promise<void> => {
  const node = await host.kubernetes.get("admin", nodePath(name));
  if (node.kind === "not-found" || !isDrained(requireObject(node, `node ${name}`))) return;
  const answer = await host.kubernetes.patch(nodePath(name), {
    metadata: { annotations: { [DRAIN_MARK]: null } },
    spec: { unschedulable: null },
  });
  requireObject(answer, `node ${name}`);
};

/** Whether a node was cordoned by a drain of ours. */
export const isDrained = (node: KubernetesObject): boolean =>
  textAt(node, "metadata", "annotations", DRAIN_MARK) !== undefined;
