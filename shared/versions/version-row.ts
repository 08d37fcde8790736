import type { Taint } from "../spec/node-spec.ts";

/** All that differs between supported minors and that some part of the product must know. */
export interface VersionRow {
  /** `1.20`. */
  readonly minor: string;
  /** A patch release of it that certainly exists; what a minor alone in cluster.yml stands for. */
  readonly knownVersion: string;
  readonly kubeadm: KubeadmFacts;
  readonly images: ImageFacts;
  readonly controlPlane: ControlPlaneFacts;
  readonly kubelet: KubeletFacts;
  readonly containerd: ContainerdRange;
  readonly apis: ApiFacts;
  /** Whether the nodes may run on cgroup v1 hosts: as a matter of course, only if the kubelet is told so, or deprecated. */
  readonly cgroupV1: "supported" | "opt-in";
}

export type KubeadmApi = "v1beta2" | "v1beta3" | "v1beta4";

export interface KubeadmFacts {
  readonly api: KubeadmApi;
  /** `kubeadm reset --config` with a ResetConfiguration, from v1beta4 on. */
  readonly hasResetConfiguration: boolean;
  /** admin.conf is in group `kubeadm:cluster-admins`, and super-admin.conf exists, from 1.29 on. */
  readonly adminGroup: "system:masters" | "kubeadm:cluster-admins";
  /** Name in kube-system; it lost its minor with 1.24. */
  readonly kubeletConfigMap: string;
  /** Does the CRI socket carry `unix://`; without it kubeadm 1.24 and newer warn. */
  readonly criSocketScheme: boolean;
  /**
   * etcd's manifest asks for ephemeral storage, which a kubelet that has just started may not know of
   * yet: it then rejects the pod for good (kubernetes#99305, gone with 1.22).
   */
  readonly etcdAsksForStorage: boolean;
}

export interface ImageFacts {
  readonly repository: "k8s.gcr.io" | "registry.k8s.io";
  /** Tag of the sandbox image `pause`. */
  readonly pause: string;
  /** Tags that kubeadm itself chooses; absent: they differ among patch releases, ask kubeadm. */
  readonly etcd?: string;
  readonly coredns?: string;
  /** From which list of kubeadm's these tags are. */
  readonly source: "kubeadm config images list" | "kubeadm constants";
}

export interface ControlPlaneFacts {
  /** Label keys that kubeadm gives a control plane node. */
  readonly labels: readonly string[];
  /** Taints that kubeadm gives it if nothing else is said. */
  readonly taints: readonly Taint[];
  /** Masters' kubelets talk to the API server of their own host, not to the endpoint (1.33 on). */
  readonly kubeletServer: "endpoint" | "local";
  /**
   * Up to before this patch release an API server whose etcd was without a leader for some seconds goes
   * on with watches of Services that were open, and tells them nothing more until they end by
   * themselves, after five to ten minutes (kubernetes#102539). Absent: it ends them.
   */
  readonly servicesSilentBelowPatch?: number;
}

export interface KubeletFacts {
  /** `--container-runtime` and `--network-plugin` exist and the runtime must be named by flag. */
  readonly runtimeFlags: boolean;
  /** `--pod-infra-container-image` exists (gone with 1.35). */
  readonly sandboxImageFlag: boolean;
  /** `failCgroupV1` is a field of KubeletConfiguration (1.31 on). */
  readonly failCgroupV1Field: boolean;
}

export interface ContainerdRange {
  readonly minimum: string;
  /** First version that does not work any more: containerd 2 dropped CRI v1alpha2, all that 1.20 speaks. */
  readonly below?: string;
}

export interface ApiFacts {
  readonly eviction: "policy/v1beta1" | "policy/v1";
  readonly podDisruptionBudget: "policy/v1beta1" | "policy/v1";
  /** PodSecurityPolicy, removed with 1.25. */
  readonly podSecurityPolicy: boolean;
  /** The kubelet can drive Docker itself (dockershim, up to 1.23). */
  readonly dockershim: boolean;
}
