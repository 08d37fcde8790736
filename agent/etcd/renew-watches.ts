import type { Host } from "../host/host.ts";

/** Those that kubeadm brings; of others nobody here knows what they watch. */
const WATCHERS = /^kube-(?:proxy|controller-manager|scheduler)-/;

/**
 * Lets what watches the Kubernetes API on this host look at all of it anew. After a restore the numbers of
 * etcd's revisions begin again lower, and a watch from before sees nothing until they have caught up, up
 * to ten minutes. Containers go on but for those of kubeadm's own programs.
 */
export const renewWatches = async ({
  units,
  runtime,
}: Pick<Host, "units" | "runtime">): Promise<void> => {
  for (const { id, namespace, name } of (await runtime.pods()) ?? [])
    if (namespace === "kube-system" && WATCHERS.test(name)) await runtime.stopPod(id);
  await units.restart("kubelet.service");
};
