import { nodePath } from "../kubernetes/node-marks.ts";
import { valueAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import type { Host } from "../host/host.ts";
import { waitForTurn } from "./wait-for-turn.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import type { MaintenanceSpec } from "../../shared/spec/maintenance-spec.ts";
import { evictPods } from "../maintenance/evict-pods.ts";
import { DRAIN_MARK, endDrain } from "./drain-mark.ts";
import { parsePods, type PodView, podsToDrain } from "../maintenance/pods.ts";

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
  /** By which hosts take turns with reboots. */
  readonly maintenance: MaintenanceSpec;
}

const STEP_MS = 1_000;

/**
 * Cordons a node with our mark and evicts its pods as a master's admin, until they are gone: `[]`. What
 * is left at the limit is given back with its reason, and the node is as it was. A node that the
 * cluster does not have is drained. Waits before for hosts that are at their turn; throws `TURN_TAKEN`.
 */
export const drainNode = async (
  host: Host,
  name: string,
  { kubernetesVersion, limitMs, maintenance }: DrainOptions,
): Promise<readonly PodLeft[]> => {
  const endMs = host.now().getTime() + limitMs;
  await waitForTurn(host, name, { maintenance, endMs });
  const node = await host.kubernetes.get("admin", nodePath(name));
  if (node.kind === "not-found") return [];
  await cordon(host, name, requireObject(node, `node ${name}`));
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
