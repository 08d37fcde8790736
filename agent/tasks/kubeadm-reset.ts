import { joinedElsewhere } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import type { Host, HostReader } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { findOtherServer } from "../kubeadm/node-state.ts";
import { removeChains } from "../kubeadm/remove-chains.ts";
import { removeSandboxes, resetNode } from "../kubeadm/reset-node.ts";

export interface NodeRemains {
  /** Directories of Kubernetes with something in them. */
  readonly directories: readonly string[];
  /** Pod sandboxes that the runtime has. */
  readonly sandboxes: number;
}

/**
 * No Kubernetes on this host, as a desired state: for a host that leaves the cluster. Needs the
 * container runtime, so it goes before runtime and packages.
 */
export const kubeadmReset: Task<NodeSpec, NodeRemains> = {
  kind: "kubeadm-reset",
  name: () => "node",
  title: () => "take Kubernetes off this host",
  reads: () => [],
  writes: () => [
    "cluster:initialized",
    "cluster:joined",
    "control-plane:local",
    ...DIRECTORIES.map((path) => `file:${path}` as const),
  ],
  check: async (host) => ({
    directories: await findFilled(host),
    sandboxes: (await host.runtime.sandboxes())?.length ?? 0,
  }),
  diff: ({ directories, sandboxes }) => [
    ...directories.map((field) => ({ field, before: "present" })),
    ...(sandboxes > 0 ? [{ field: "pod sandboxes", before: String(sandboxes) }] : []),
  ],
  apply: async (host, spec) => {
    const server = await findOtherServer(host, spec);
    if (server !== undefined) throw joinedElsewhere({ host: spec.host, server });
    await resetIfInstalled(host, spec);
    await removeSandboxes(host);
    await removeChains(host, spec);
    for (const path of DIRECTORIES) await host.files.remove(path);
  },
  disruption: () => ({ level: "outage", reason: "this host leaves the cluster" }),
};

/** /etc/kubernetes is last: kubeadm leaves folders in it, so a removal that was cut is seen by them. */
const DIRECTORIES: readonly string[] = [
  kubeadmPaths.etcd,
  kubeadmPaths.kubelet,
  "/var/lib/cni",
  // The kubelet makes it for volume plugins.
  "/usr/libexec/kubernetes",
  kubeadmPaths.configuration,
];

/** An empty directory may be a mount point or a package's own, and does no harm. */
const findFilled = async (host: HostReader): Promise<readonly string[]> => {
  const lists = await Promise.all(DIRECTORIES.map((path) => host.files.list(path)));
  return DIRECTORIES.filter((_, index) => (lists[index]?.length ?? 0) > 0);
};

/** A removal that was cut may have got as far as kubeadm's package. */
const resetIfInstalled = async (host: Host, spec: NodeSpec): Promise<void> => {
  const installed = await host.packages.installed(["kubeadm"]);
  if (installed.has("kubeadm")) await resetNode(host, spec);
};
