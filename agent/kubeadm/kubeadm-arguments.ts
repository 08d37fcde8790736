import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import { toCriSocket } from "./node-registration.ts";

/**
 * `kubeadm init` with a configuration file. `exceptions`: preflight checks that may fail, by name;
 * `more`: flags for this version.
 */
export const initArguments = (
  spec: NodeSpec,
  path: string,
  exceptions: readonly string[],
  more: readonly string[],
): readonly string[] => [
  "kubeadm",
  "init",
  `--config=${path}`,
  "--skip-token-print",
  ...(spec.kubernetes.dns.provider === "none" ? ["--skip-phases=addon/coredns"] : []),
  ...toExceptions(exceptions),
  ...more,
];

/** The phases that need a running API server, in kubeadm's order: each may be run again at any time. */
export const finishingPhases = (spec: NodeSpec, path: string): readonly (readonly string[])[] => {
  const dns = spec.kubernetes.dns.provider === "none" ? [] : [["addon", "coredns"]];
  const phases = [
    ["upload-config", "all"],
    ["mark-control-plane"],
    ["bootstrap-token", "--skip-token-print"],
    ["kubelet-finalize", "all"],
    ["addon", "kube-proxy"],
    ...dns,
  ];
  return phases.map((phase) => initPhaseArguments(phase, path));
};

export const markControlPlaneArguments = (path: string): readonly string[] =>
  initPhaseArguments(["mark-control-plane"], path);

/** Encrypts and uploads the masters' shared certificates; the key is in the file, not printed. */
export const uploadCertificatesArguments = (path: string): readonly string[] =>
  initPhaseArguments(["upload-certs", "--upload-certs", "--skip-certificate-key-print"], path);

/** Issues the API server's certificate into `certificatesDir` of the file. */
export const apiCertificateArguments = (path: string): readonly string[] =>
  initPhaseArguments(["certs", "apiserver"], path);

/** Issues a certificate of kubeadm's anew, with its names as they are, by its name there. */
export const renewCertificateArguments = (name: string): readonly string[] => [
  "kubeadm",
  "certs",
  "renew",
  name,
];

/** Writes the kubelet's configuration and flags on this host, worker or master, and starts it anew. */
export const kubeletStartArguments = (path: string): readonly string[] =>
  initPhaseArguments(["kubelet-start"], path);

/** Stores KubeletConfiguration for those who join later. */
export const uploadKubeletArguments = (path: string): readonly string[] =>
  initPhaseArguments(["upload-config", "kubelet"], path);

/** Stores ClusterConfiguration for those who join or are upgraded later. */
export const uploadConfigurationArguments = (path: string): readonly string[] =>
  initPhaseArguments(["upload-config", "kubeadm"], path);

/** Writes the manifest of one component on this host, and nothing else. */
export const componentArguments = (
  component: ControlPlaneComponent,
  path: string,
): readonly string[] =>
  initPhaseArguments(["control-plane", component.replace(/^kube-/, "")], path);

/** Writes the manifest of this host's etcd, and nothing else. */
export const etcdArguments = (path: string, more: readonly string[]): readonly string[] => [
  ...initPhaseArguments(["etcd", "local"], path),
  ...more,
];

/** Prints the images that this version's control plane is made of, a line each. */
export const imagesArguments = (path: string): readonly string[] => [
  "kubeadm",
  "config",
  "images",
  "list",
  `--config=${path}`,
];

export const joinArguments = (
  path: string,
  exceptions: readonly string[],
  more: readonly string[],
): readonly string[] => [
  "kubeadm",
  "join",
  `--config=${path}`,
  ...toExceptions(exceptions),
  ...more,
];

/** `kubeadm reset` knows these flags in every supported version; it wants to be told which runtime. */
export const resetArguments = (spec: NodeSpec): readonly string[] => [
  "kubeadm",
  "reset",
  "--force",
  `--cri-socket=${toCriSocket(spec)}`,
];

/** `kubeadm upgrade apply` on the master that goes first: its own control plane, and the cluster's objects. */
export const upgradeApplyArguments = (
  version: string,
  exceptions: readonly string[],
): readonly string[] => [
  "kubeadm",
  "upgrade",
  "apply",
  `v${version}`,
  "--yes",
  ...toExceptions(exceptions),
];

/** `kubeadm upgrade node` on all others: a master's control plane, and the kubelet's configuration. */
export const upgradeNodeArguments = (exceptions: readonly string[]): readonly string[] => [
  "kubeadm",
  "upgrade",
  "node",
  ...toExceptions(exceptions),
];

const initPhaseArguments = (phase: readonly string[], path: string): readonly string[] => [
  "kubeadm",
  "init",
  "phase",
  ...phase,
  `--config=${path}`,
];

const toExceptions = (names: readonly string[]): readonly string[] =>
  names.length === 0 ? [] : [`--ignore-preflight-errors=${names.join(",")}`];
