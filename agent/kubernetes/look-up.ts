import type { HostReader } from "../host/host.ts";
import type { KubernetesAnswer, KubernetesObject } from "../host/kubernetes.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { silenceOf } from "./kubernetes-answer.ts";

export type LookUp =
  | { readonly kind: "present"; readonly object: KubernetesObject }
  /** No cluster here yet, or nothing at that path. */
  | { readonly kind: "missing" }
  | { readonly kind: "unknown"; readonly reason: string };

/** Whether this host is a master of a cluster: else there is nobody to ask. */
export const hasCluster = async ({ files }: Pick<HostReader, "files">): Promise<boolean> =>
  (await files.stat(kubeadmPaths.adminConf)) !== undefined;

/** What a master's own API server has at an absolute API path. */
export const lookUp = async (host: HostReader, path: string): Promise<LookUp> =>
  (await hasCluster(host))
    ? toLookUp(await host.kubernetes.get("admin", path))
    : { kind: "missing" };

export const toLookUp = (answer: KubernetesAnswer): LookUp => {
  const reason = silenceOf(answer);
  if (reason !== undefined) return { kind: "unknown", reason };
  return answer.kind === "ok" ? { kind: "present", object: answer.object } : { kind: "missing" };
};
