import type { KubernetesObject } from "../host/kubernetes.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";
import type { Disruption } from "./maintenance-state.ts";

/** A pod on this host, as far as a drain goes. */
export interface PodView {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** The host's own, or a DaemonSet's: it comes back with the host and is no drain's business. */
  readonly stays: boolean;
  /** Succeeded or Failed: there is nothing to move. */
  readonly isOver: boolean;
  readonly isReady: boolean;
  /** When the oldest of its containers was started; `undefined`: one of them does not run. */
  readonly startedAtMs: number | undefined;
  /** Since when it is being deleted; absent: it is not. */
  readonly endingSinceMs?: number;
}

export const parsePods = (list: KubernetesObject): readonly PodView[] =>
  listAt(list, "items").map(toPodView);

const MIRROR = "kubernetes.io/config.mirror";

const toPodView = (pod: unknown): PodView => {
  const namespace = textAt(pod, "metadata", "namespace") ?? "";
  const name = textAt(pod, "metadata", "name") ?? "";
  const owners = listAt(pod, "metadata", "ownerReferences");
  const phase = textAt(pod, "status", "phase") ?? "";
  const ending = textAt(pod, "metadata", "deletionTimestamp");
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid: textAt(pod, "metadata", "uid") ?? "",
    stays:
      textAt(pod, "metadata", "annotations", MIRROR) !== undefined ||
      owners.some(
        (owner) => textAt(owner, "kind") === "DaemonSet" && valueAt(owner, "controller") === true,
      ),
    isOver: phase === "Succeeded" || phase === "Failed",
    isReady: listAt(pod, "status", "conditions").some(
      (condition) =>
        textAt(condition, "type") === "Ready" && textAt(condition, "status") === "True",
    ),
    startedAtMs: toStartedAtMs(pod),
    ...(ending === undefined ? {} : { endingSinceMs: Date.parse(ending) }),
  };
};

const toStartedAtMs = (pod: unknown): number | undefined => {
  const starts = listAt(pod, "status", "containerStatuses").map((container) =>
    Date.parse(textAt(container, "state", "running", "startedAt") ?? ""),
  );
  return starts.length === 0 || starts.some((atMs) => Number.isNaN(atMs))
    ? undefined
    : Math.min(...starts);
};

/** Those that a drain has to take away and that it waits for. */
export const podsToDrain = (
  pods: readonly PodView[],
  { nowMs, skipWaitForDeleteMs }: { readonly nowMs: number; readonly skipWaitForDeleteMs: number },
): readonly PodView[] =>
  pods.filter(({ stays, isOver, endingSinceMs }) => {
    const endingMs = endingSinceMs === undefined ? 0 : nowMs - endingSinceMs;
    return !stays && !isOver && (skipWaitForDeleteMs === 0 || endingMs < skipWaitForDeleteMs);
  });

/**
 * Of pods that were Ready before a boot, those that are not Ready again. Gone ones are somebody's wish.
 * A boot may set the host's clock: that a pod was started anew is told by another time, not by a later one.
 */
export const podsNotBack = (
  pods: readonly PodView[],
  { pods: wanted, podStarts = {} }: Pick<Disruption, "pods" | "podStarts">,
): readonly PodView[] =>
  pods.filter(
    ({ key, isReady, startedAtMs }) =>
      wanted.includes(key) &&
      !(isReady && startedAtMs !== undefined && startedAtMs !== podStarts[key]),
  );
