import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import type { NodeApi } from "../host/node-api.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { PodView } from "./pods.ts";

export interface Eviction {
  readonly key: string;
  /** Why the cluster keeps the pod for now, such as its PodDisruptionBudget; absent: it goes. */
  readonly refusal?: string;
}

export interface EvictionOptions {
  readonly kubernetesVersion: string;
  /** Absent: each pod's own. */
  readonly gracePeriodSeconds?: number;
}

const AT_ONCE = 8;

/**
 * Evicts pods, which PodDisruptionBudgets may refuse. A pod is named with its UID: one of the same
 * name that was made on another host meanwhile is left alone.
 */
export const evictPods = async (
  api: NodeApi,
  pods: readonly PodView[],
  options: EvictionOptions,
): Promise<readonly Eviction[]> => {
  const done: Eviction[] = [];
  for (let first = 0; first < pods.length; first += AT_ONCE) {
    const some = pods.slice(first, first + AT_ONCE);
    done.push(...(await Promise.all(some.map((pod) => evictPod(api, pod, options)))));
  }
  return done;
};

const evictPod = async (
  api: NodeApi,
  { key, namespace, name, uid }: PodView,
  { kubernetesVersion, gracePeriodSeconds }: EvictionOptions,
): Promise<Eviction> => {
  const grace = gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds };
  const answer = await api({
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
    body: {
      apiVersion: versionRow(kubernetesVersion).apis.eviction,
      kind: "Eviction",
      metadata: { name, namespace },
      deleteOptions: { preconditions: { uid }, ...grace },
    },
  });
  const refusal = silenceOf(answer);
  return refusal === undefined ? { key } : { key, refusal };
};
