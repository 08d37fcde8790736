import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

export interface RestoreOrder {
  readonly image: string;
  /** Of the container. */
  readonly name: string;
  readonly snapshotFolder: string;
  /** In that folder. */
  readonly snapshot: string;
  /** A folder that is not there yet, below etcd's. */
  readonly target: string;
  readonly peerUrl: string;
  /** `m1=https://192.0.2.10:2380` for each. */
  readonly cluster: readonly string[];
  readonly token: string;
}

/**
 * etcd's own program out of etcd's own image, by the runtime's own client: nothing has to be installed,
 * and the kubelet need not run. Of the network it needs nothing.
 */
export const restoreArguments = (
  { host, runtime }: Pick<NodeSpec, "host" | "runtime">,
  order: RestoreOrder,
): readonly string[] => {
  const program = [
    ...toolOf(order.image),
    "snapshot",
    "restore",
    order.snapshot,
    `--name=${host}`,
    `--data-dir=${order.target}`,
    `--initial-cluster=${order.cluster.join(",")}`,
    `--initial-cluster-token=${order.token}`,
    `--initial-advertise-peer-urls=${order.peerUrl}`,
  ];
  const { etcd } = kubeadmPaths;
  const { snapshotFolder } = order;
  switch (runtime.kind) {
    case "containerd":
      return [
        "ctr",
        "--namespace=k8s.io",
        "run",
        "--rm",
        `--mount=type=bind,src=${etcd},dst=${etcd},options=rbind:rw`,
        `--mount=type=bind,src=${snapshotFolder},dst=${snapshotFolder},options=rbind:ro`,
        order.image,
        order.name,
        ...program,
      ];
    case "cri-o":
      // It runs what a kubelet asks for and nothing else.
      throw new RangeError("masters with etcd and cri-o are refused before");
    case "docker":
      return [
        "docker",
        "run",
        "--rm",
        "--network=none",
        `--name=${order.name}`,
        `--volume=${etcd}:${etcd}`,
        `--volume=${snapshotFolder}:${snapshotFolder}:ro`,
        order.image,
        ...program,
      ];
  }
};

/** From 3.6 on etcdctl does not restore any more, and etcdutl does. */
const toolOf = (image: string): readonly string[] => {
  const [, major = "3", minor = "4"] = /:v?(\d+)\.(\d+)/.exec(image) ?? [];
  return Number(major) > 3 || Number(minor) >= 6 ? ["etcdutl"] : ["etcdctl"];
};
