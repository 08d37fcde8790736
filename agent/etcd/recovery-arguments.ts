import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";

/** The unit in which etcd is alone for a moment; its log tells why it does not come to life. */
export const RECOVERY_UNIT = "pharos-etcd-recovery.service";

/** A large log of changes is read anew from its beginning; whatever becomes of the agent, it ends then. */
export const RECOVERY_LIMIT_MS = 5 * 60_000;

export interface RecoveryOrder {
  readonly image: string;
  /** Of the container. */
  readonly name: string;
  /** etcd's command line, as its manifest has it. */
  readonly command: readonly string[];
}

const ETCD_PKI = `${kubeadmPaths.pki}/etcd`;

/**
 * etcd as its manifest has it, and with `--force-new-cluster`: it takes all other members out of its own
 * data. The flag is never in the manifest, where the next restart would do that again to members that have
 * joined since. https://etcd.io/docs/v3.4/op-guide/recovery/
 */
export const recoveryArguments = (
  { runtime }: Pick<NodeSpec, "runtime">,
  { image, name, command }: RecoveryOrder,
): readonly string[] => {
  const program = [...command, "--force-new-cluster"];
  const { etcd } = kubeadmPaths;
  return [
    "systemd-run",
    `--unit=${RECOVERY_UNIT}`,
    "--collect",
    "--quiet",
    `--property=RuntimeMaxSec=${RECOVERY_LIMIT_MS / 1000}`,
    "--",
    ...containerArguments(runtime.kind, {
      name,
      mounts: [
        { path: etcd, isReadOnly: false },
        { path: ETCD_PKI, isReadOnly: true },
      ],
    }),
    image,
    ...(runtime.kind === "containerd" ? [name] : []),
    ...program,
  ];
};

interface Container {
  readonly name: string;
  readonly mounts: readonly { readonly path: string; readonly isReadOnly: boolean }[];
}

const containerArguments = (
  kind: NodeSpec["runtime"]["kind"],
  { name, mounts }: Container,
): readonly string[] => {
  switch (kind) {
    case "containerd":
      return [
        "ctr",
        "--namespace=k8s.io",
        "run",
        "--rm",
        "--net-host",
        ...mounts.map(
          ({ path, isReadOnly }) =>
            `--mount=type=bind,src=${path},dst=${path},options=rbind:${isReadOnly ? "ro" : "rw"}`,
        ),
      ];
    case "cri-o":
      // It runs what a kubelet asks for and nothing else.
      throw new RangeError("masters with etcd and cri-o are refused before");
    case "docker":
      return [
        "docker",
        "run",
        "--rm",
        "--network=host",
        `--name=${name}`,
        ...mounts.map(
          ({ path, isReadOnly }) => `--volume=${path}:${path}${isReadOnly ? ":ro" : ""}`,
        ),
      ];
  }
};
