import type { NodeSpec } from "../../shared/spec/node-spec.ts";

/** Where kubeadm and the kubelet keep their things: the same in all supported versions. */
export const kubeadmPaths = {
  configuration: "/etc/kubernetes",
  manifests: "/etc/kubernetes/manifests",
  pki: "/etc/kubernetes/pki",
  adminConf: "/etc/kubernetes/admin.conf",
  kubeletConf: "/etc/kubernetes/kubelet.conf",
  bootstrapConf: "/etc/kubernetes/bootstrap-kubelet.conf",
  caCertificate: "/etc/kubernetes/pki/ca.crt",
  caKey: "/etc/kubernetes/pki/ca.key",
  /** With which this host may ask any member of etcd. */
  etcdClientCertificate: "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
  etcd: "/var/lib/etcd",
  etcdMember: "/var/lib/etcd/member",
  kubelet: "/var/lib/kubelet",
  kubeletConfig: "/var/lib/kubelet/config.yaml",
  /** What the kubelet uses once it rotates its certificate; kubelet.conf names it at the end of init. */
  kubeletClientCertificate: "/var/lib/kubelet/pki/kubelet-client-current.pem",
  /** On tmpfs: configuration files with tokens live here for the length of one call. */
  runDirectory: "/run/pharos/kubeadm",
} as const;

/**
 * What kubeadm writes into every kubeconfig: HAProxy on every host, masters included, unless the cluster
 * was there before us.
 */
export const controlPlaneEndpoint = ({ kubernetes }: Pick<NodeSpec, "kubernetes">): string =>
  kubernetes.adopted?.endpoint ?? "127.0.0.1:7445";

export const apiServerPort = 6443;

export const etcdManifestPath = "/etc/kubernetes/manifests/etcd.yaml";

/** Files that a node has once it is through kubeadm, in the order in which they come to be. */
export const nodeFiles: readonly string[] = [
  kubeadmPaths.caCertificate,
  kubeadmPaths.kubeletConfig,
  kubeadmPaths.kubeletConf,
];

/** Of all those below, what a snapshot of etcd brings to a host that is bare otherwise. */
export const restoredFiles: readonly string[] = [
  kubeadmPaths.caCertificate,
  kubeadmPaths.caKey,
  "/etc/kubernetes/pki/front-proxy-ca.crt",
  "/etc/kubernetes/pki/sa.key",
  "/etc/kubernetes/pki/etcd/ca.crt",
  kubeadmPaths.etcdMember,
];

/** Files that a control plane has besides: init and join make the same. */
export const controlPlaneFiles = ({ kubernetes }: NodeSpec): readonly string[] =>
  kubernetes.controlPlane.externalEtcd === undefined ? [...ownFiles, ...localEtcdFiles] : ownFiles;

const ownFiles: readonly string[] = [
  kubeadmPaths.caKey,
  "/etc/kubernetes/pki/apiserver.crt",
  "/etc/kubernetes/pki/apiserver-kubelet-client.crt",
  "/etc/kubernetes/pki/front-proxy-ca.crt",
  "/etc/kubernetes/pki/front-proxy-client.crt",
  "/etc/kubernetes/pki/sa.key",
  kubeadmPaths.adminConf,
  "/etc/kubernetes/controller-manager.conf",
  "/etc/kubernetes/scheduler.conf",
  "/etc/kubernetes/manifests/kube-apiserver.yaml",
  "/etc/kubernetes/manifests/kube-controller-manager.yaml",
  "/etc/kubernetes/manifests/kube-scheduler.yaml",
];

const localEtcdFiles: readonly string[] = [
  "/etc/kubernetes/pki/etcd/ca.crt",
  "/etc/kubernetes/pki/etcd/server.crt",
  "/etc/kubernetes/pki/apiserver-etcd-client.crt",
  etcdManifestPath,
  kubeadmPaths.etcdMember,
];
