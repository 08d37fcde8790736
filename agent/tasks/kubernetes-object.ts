import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { requireObject, silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { diffOwnedFields } from "../kubernetes/owned-fields.ts";

export interface KubernetesObjectSpec {
  /** Absolute API path of this one object. */
  readonly path: string;
  /** `namespace/kind/name`, the namespace empty for objects without one. */
  readonly id: string;
  /** All fields that are ours, with apiVersion, kind and name; fields that are not here are others'. */
  readonly object: KubernetesObject;
}

export type KubernetesObjectState =
  | { readonly kind: "present"; readonly object: KubernetesObject }
  | { readonly kind: "missing" }
  | { readonly kind: "unknown"; readonly reason: string };

/** One object in the cluster, by server-side apply: fields that the spec no longer has go too. */
export const kubernetesObject: Task<KubernetesObjectSpec, KubernetesObjectState> = {
  kind: "kubernetes-object",
  name: ({ id }) => id,
  title: ({ id }) => `keep object ${id}`,
  reads: () => ["control-plane:local"],
  writes: ({ id }) => [`object:${id}`],
  check: async (host, { path }) => await observe(host, path),
  predict: (state) => (state.kind === "unknown" ? { kind: "missing" } : state),
  diff: (state, { object }) => {
    switch (state.kind) {
      case "present":
        return diffOwnedFields(state.object, object);
      case "missing":
        return diffOwnedFields({}, object);
      case "unknown":
        return [{ field: "object", before: `unknown: ${state.reason}`, after: "as wanted" }];
    }
  },
  leave: (state) =>
    state.kind === "unknown" ? [{ field: "object", kind: "unknown", reason: state.reason }] : [],
  apply: async (host, { path, id, object }) => {
    const state = await observe(host, path);
    if (state.kind === "unknown") throw kubernetesUnreachable({ what: id, reason: state.reason });
    requireObject(await host.kubernetes.apply(path, object), id);
  },
};

const observe = async (host: HostReader, path: string): Promise<KubernetesObjectState> => {
  if ((await host.files.stat(kubeadmPaths.adminConf)) === undefined) return { kind: "missing" };
  const answer = await host.kubernetes.get("admin", path);
  const reason = silenceOf(answer);
  if (reason !== undefined) return { kind: "unknown", reason };
  return answer.kind === "ok" ? { kind: "present", object: answer.object } : { kind: "missing" };
};
