import { kubernetesVersionUnsupported } from "../errors/kubernetes-errors.ts";
import { compareMinors, minorOf, parseVersion } from "./kubernetes-version.ts";
import type { ControlPlaneFacts, KubeadmFacts, VersionRow } from "./version-row.ts";

/** One row per supported minor, oldest first. To support another one, add its row: tests hold it to the facts. */
export const versionTable: readonly VersionRow[] = [
  {
    minor: "1.20",
    knownVersion: "1.20.2",
    kubeadm: {
      api: "v1beta2",
      hasResetConfiguration: false,
      adminGroup: "system:masters",
      kubeletConfigMap: "kubelet-config-1.20",
      criSocketScheme: false,
      etcdAsksForStorage: true,
    },
    images: {
      repository: "k8s.gcr.io",
      pause: "3.2",
      etcd: "3.4.13-0",
      coredns: "1.7.0",
      source: "kubeadm config images list",
    },
    controlPlane: {
      labels: ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"],
      taints: [{ key: "node-role.kubernetes.io/master", effect: "NoSchedule" }],
      kubeletServer: "endpoint",
      servicesSilentBelowPatch: 10,
    },
    kubelet: { runtimeFlags: true, sandboxImageFlag: true, failCgroupV1Field: false },
    containerd: { minimum: "1.3", below: "2.0" },
    apis: {
      eviction: "policy/v1beta1",
      podDisruptionBudget: "policy/v1beta1",
      podSecurityPolicy: true,
      dockershim: true,
    },
    cgroupV1: "supported",
  },
  modernRow("1.28", "3.9"),
  modernRow("1.29", "3.9"),
  modernRow("1.30", "3.9"),
  modernRow("1.31", "3.10"),
  modernRow("1.32", "3.10"),
  modernRow("1.33", "3.10"),
  modernRow("1.34", "3.10.1"),
  modernRow("1.35", "3.10.1"),
  {
    ...modernRow("1.36", "3.10.2"),
    knownVersion: "1.36.2",
    images: {
      repository: "registry.k8s.io",
      pause: "3.10.2",
      etcd: "3.6.8-0",
      coredns: "v1.14.2",
      source: "kubeadm config images list",
    },
  },
];

/** `1.20`, `1.28`, … oldest first. */
export const supportedMinors: readonly string[] = versionTable.map(({ minor }) => minor);

/** What `kubernetes.version` is when cluster.yml does not say. */
export const newestSupported: string = versionTable.at(-1)?.knownVersion ?? "";

/** A full version (`1.34.1`, `v1.34.1`) of a supported minor. */
export const isSupportedVersion = (version: string): boolean =>
  parseVersion(version) !== undefined && findRow(version) !== undefined;

/** The row of a version or minor; throws `KUBERNETES_VERSION_UNSUPPORTED`. */
export const versionRow = (version: string): VersionRow => {
  const row = findRow(version);
  if (row !== undefined) return row;
  throw kubernetesVersionUnsupported({ version, supported: supportedMinors.join(", ") });
};

/** Whether API servers of this release leave watches of Services open that they tell nothing any more. */
export const leavesServicesSilent = (version: string): boolean => {
  const { servicesSilentBelowPatch = 0 } = versionRow(version).controlPlane;
  return (parseVersion(version)?.patch ?? 0) < servicesSilentBelowPatch;
};

function findRow(version: string): VersionRow | undefined {
  const minor = minorOf(version);
  return versionTable.find((row) => row.minor === minor);
}

/** What the minors from 1.28 on have in common, and where they part. */
function modernRow(minor: string, pause: string): VersionRow {
  const from = (first: string): boolean => compareMinors(minor, first) >= 0;
  return {
    minor,
    knownVersion: `${minor}.0`,
    kubeadm: modernKubeadm(from),
    images: { repository: "registry.k8s.io", pause, source: "kubeadm constants" },
    controlPlane: modernControlPlane(from),
    kubelet: {
      runtimeFlags: false,
      sandboxImageFlag: !from("1.35"),
      failCgroupV1Field: from("1.31"),
    },
    containerd: { minimum: from("1.36") ? "2.0" : "1.6" },
    apis: {
      eviction: "policy/v1",
      podDisruptionBudget: "policy/v1",
      podSecurityPolicy: false,
      dockershim: false,
    },
    cgroupV1: from("1.35") ? "opt-in" : "supported",
  };
}

type From = (minor: string) => boolean;

function modernKubeadm(from: From): KubeadmFacts {
  return {
    api: from("1.31") ? "v1beta4" : "v1beta3",
    hasResetConfiguration: from("1.31"),
    adminGroup: from("1.29") ? "kubeadm:cluster-admins" : "system:masters",
    kubeletConfigMap: "kubelet-config",
    criSocketScheme: true,
    etcdAsksForStorage: false,
  };
}

function modernControlPlane(from: From): ControlPlaneFacts {
  return {
    labels: [
      "node-role.kubernetes.io/control-plane",
      "node.kubernetes.io/exclude-from-external-load-balancers",
    ],
    taints: [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }],
    kubeletServer: from("1.33") ? "local" : "endpoint",
  };
}
