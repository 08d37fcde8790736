import { nodePath } from "../kubernetes/node-marks.ts";
import { textAt, valueAt } from "../kubernetes/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import type { Host } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { evictPods } from "../maintenance/evict-pods.ts";
import { parsePods, type PodView, podsToDrain } from "../maintenance/pods.ts";

/**
 * On a node that was cordoned for a removal or an upgrade, and on no other: what a person cordoned
 * stays cordoned. Not the mark of reboots, which an agent takes back by itself when it starts.
 */
export const DRAIN_MARK = "pharosctl/drained";

export interface PodLeft {
  /** `namespace/name`. */
  readonly pod: string;
  /** Why the cluster keeps it; empty: it has not ended in time. */
  readonly reason: string;
}

export interface DrainOptions {
  /** `1.20.2`: which eviction the API server knows. */
  readonly kubernetesVersion: string;
  readonly limitMs: number;
}

const STEP_MS = 1_000;

/**
 * Cordons a node with our mark and evicts its pods as a master's admin, until they are gone: `[]`. What
 * is left at the limit is given back with its reason, and the node is as it was. A node that the
 * cluster does not have is drained.
 */
export const drainNode = async (
  host: Host,
  name: string,
  { kubernetesVersion, limitMs }: DrainOptions,
): Promise<readonly PodLeft[]> => {
  const node = await host.kubernetes.get("admin", nodePath(name));
  if (node.kind === "not-found") return [];
  await cordon(host, name, requireObject(node, `node ${name}`));
  const endMs = host.now().getTime() + limitMs;
  for (;;) {
    const left = await podsLeft(host, name);
    if (left.length === 0) return [];
    const refusals = await evict(host, left, kubernetesVersion);
    if (host.now().getTime() >= endMs) {
      await endDrain(host, name);
      return left.map(({ key }) => ({ pod: key, reason: refusals.get(key) ?? "" }));
    }
    await host.pause(STEP_MS);
  }
};

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
const isDrained = (node: KubernetesObject): boolean =>
  textAt(node, "metadata", "annotations", DRAIN_MARK) !== undefined;

const cordon = async (host: Host, name: string, node: KubernetesObject): Promise<void> => {
  if (valueAt(node, "spec", "unschedulable") === true) return;
  const answer = await host.kubernetes.patch(nodePath(name), {
    metadata: { annotations: { [DRAIN_MARK]: host.now().toISOString() } },
    spec: { unschedulable: true },
  });
  requireObject(answer, `node ${name}`);
};

const podsLeft = async (host: Host, name: string): Promise<readonly PodView[]> => {
  const fields = encodeURIComponent(`spec.nodeName=${name}`);
  const answer = await host.kubernetes.get("admin", `/api/v1/pods?fieldSelector=${fields}`);
  const pods = parsePods(requireObject(answer, `pods of ${name}`));
  return podsToDrain(pods, { nowMs: host.now().getTime(), skipWaitForDeleteMs: 0 });
};

const evict = async (
  host: Host,
  pods: readonly PodView[],
  kubernetesVersion: string,
): Promise<ReadonlyMap<string, string>> => {
  const evictions = await evictPods(
    ({ path, body }) => host.kubernetes.create(path, body ?? {}),
    pods.filter(({ endingSinceMs }) => endingSinceMs === undefined),
    { kubernetesVersion },
  );
  return new Map(
    evictions.flatMap(({ key, refusal }) => (refusal === undefined ? [] : [[key, refusal]])),
  );
};
