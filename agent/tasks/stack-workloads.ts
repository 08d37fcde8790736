import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { valueAt } from "../../shared/spec/json-path.ts";
import { hasCluster, type LookUp, toLookUp } from "../kubernetes/look-up.ts";
import { findResourcePath, type ObjectIdentity, objectId } from "../kubernetes/resource-path.ts";

export interface StackWorkloadsSpec {
  readonly stack: string;
  /** Deployments, DaemonSets and StatefulSets. */
  readonly workloads: readonly ObjectIdentity[];
}

export type StackWorkloadsState =
  | { readonly kind: "seen"; readonly unready: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** A stack has been applied when its workloads run; what they run is theirs to bring about. */
export const stackWorkloads: Task<StackWorkloadsSpec, StackWorkloadsState> = {
  kind: "stack-workloads",
  name: ({ stack }) => stack,
  title: ({ stack }) => `wait for the workloads of stack ${stack}`,
  reads: ({ workloads }) => ["control-plane:local", ...workloads.map(refOf)],
  writes: ({ stack }) => [`object:/StackWorkloads/${stack}`],
  check: async (host, { workloads }) => await observe(host, workloads),
  predict: (state, { workloads }, changed) => ({
    kind: "seen",
    unready: workloads
      .filter(
        (workload) =>
          changed.includes(refOf(workload)) ||
          (state.kind === "seen" && state.unready.includes(objectId(workload))),
      )
      .map(objectId),
  }),
  diff: (state) =>
    state.kind === "unknown"
      ? [{ field: "workloads", before: `unknown: ${state.reason}`, after: "ready" }]
      : state.unready.map((id) => ({ field: id, after: "ready" })),
  apply: async (host, { stack, workloads }) => {
    const state = await observe(host, workloads);
    if (state.kind === "unknown")
      throw kubernetesUnreachable({ what: `stack ${stack}`, reason: state.reason });
  },
  settle: {
    limitMs: 5 * 60_000,
    reason: "images are pulled and pods start; `kubectl describe` of the object says what it lacks",
  },
};

/** Kinds that say of themselves whether they run. */
export const WORKLOAD_KINDS: readonly string[] = ["Deployment", "DaemonSet", "StatefulSet"];

const refOf = (workload: ObjectIdentity): Ref => `object:${objectId(workload)}`;

const observe = async (
  host: HostReader,
  workloads: readonly ObjectIdentity[],
): Promise<StackWorkloadsState> => {
  if (!(await hasCluster(host))) return { kind: "seen", unready: workloads.map(objectId) };
  const found = await Promise.all(workloads.map((workload) => lookUpWorkload(host, workload)));
  const unknown = found.find(({ kind }) => kind === "unknown");
  if (unknown?.kind === "unknown") return unknown;
  const unready = workloads.filter((_, at) => {
    const one = found[at];
    return one?.kind !== "present" || !isReady(one.object);
  });
  return { kind: "seen", unready: unready.map(objectId) };
};

const lookUpWorkload = async (host: HostReader, workload: ObjectIdentity): Promise<LookUp> => {
  const place = await findResourcePath(host.kubernetes, workload);
  switch (place.kind) {
    case "found":
      return toLookUp(await host.kubernetes.get("admin", place.path));
    case "unknown-kind":
      return { kind: "missing" };
    case "silent":
      return { kind: "unknown", reason: place.reason };
  }
};

/** Its controller has seen the latest form, and all pods of that form are ready. */
const isReady = (workload: KubernetesObject): boolean => {
  const count = (...path: readonly string[]): number => Number(valueAt(workload, ...path) ?? 0);
  if (count("status", "observedGeneration") < count("metadata", "generation")) return false;
  if (valueAt(workload, "kind") === "DaemonSet") {
    const wanted = count("status", "desiredNumberScheduled");
    return (
      count("status", "updatedNumberScheduled") >= wanted &&
      count("status", "numberReady") >= wanted
    );
  }
  const wanted = Number(valueAt(workload, "spec", "replicas") ?? 1);
  return count("status", "updatedReplicas") >= wanted && count("status", "readyReplicas") >= wanted;
};
