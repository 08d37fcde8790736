import type { NodeSpec } from "../../shared/spec/node-spec.ts";

export const CONTAINERD_UNIT = "containerd.service";
export const DOCKER_UNIT = "docker.service";
export const CRI_DOCKERD_UNIT = "cri-dockerd.service";
export const CRIO_UNIT = "crio.service";
export const CRI_DOCKERD_SOCKET = "/run/cri-dockerd.sock";

/** Where a host's container runtime is for those who only use it. */
export interface RuntimePlace {
  /** Without which no container is started. */
  readonly unit: string;
  /** What answers for CRI; dockershim's is the kubelet's own, and known to kubeadm by exactly this path. */
  readonly socket: string;
}

export const runtimePlace = ({ runtime }: Pick<NodeSpec, "runtime">): RuntimePlace => {
  switch (runtime.kind) {
    case "containerd":
      return { unit: CONTAINERD_UNIT, socket: "/run/containerd/containerd.sock" };
    case "cri-o":
      return { unit: CRIO_UNIT, socket: "/var/run/crio/crio.sock" };
    case "docker":
      return runtime.criDockerd === undefined
        ? { unit: DOCKER_UNIT, socket: "/var/run/dockershim.sock" }
        : { unit: CRI_DOCKERD_UNIT, socket: CRI_DOCKERD_SOCKET };
  }
};

/** All of them: whoever has no spec asks the first that answers. */
export const runtimeSockets: readonly string[] = [
  "/run/dockershim.sock",
  CRI_DOCKERD_SOCKET,
  "/run/crio/crio.sock",
  "/run/containerd/containerd.sock",
];
