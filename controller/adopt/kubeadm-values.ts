import type { ControlPlaneComponent } from "../../shared/kubeadm/kubeadm-flags.ts";
import type { KubeadmConfiguration } from "./kubeadm-configuration.ts";

export type ManifestProgram = ControlPlaneComponent | "etcd";

/** The values that kubeadm gives a flag, in one version or another; `any`: one that follows from the host. */
type Values = ReadonlyMap<string, Known>;
type Known = readonly string[] | "any";
type Entries = readonly (readonly [string, Known])[];

const PKI = "/etc/kubernetes/pki";

const files = (names: Readonly<Record<string, string>>): Entries =>
  Object.entries(names).map(([flag, file]) => [flag, [`${PKI}/${file}`]]);

const kubeconfigs = (path: string): Entries =>
  ["authentication-kubeconfig", "authorization-kubeconfig", "kubeconfig"].map((flag) => [
    flag,
    [path],
  ]);

/**
 * Flags that kubeadm gives by itself and that say what the cluster is, with the only values that it can give
 * them by its stored configuration. Whoever has written another one into a manifest loses it with kubeadm's
 * next. Sources: kubeadm's cmd/kubeadm/app/phases/controlplane and phases/etcd, from 1.20 to 1.36.
 */
export const kubeadmValues = (
  program: ManifestProgram,
  { serviceSubnet, podSubnet }: Pick<KubeadmConfiguration, "serviceSubnet" | "podSubnet">,
): Values => {
  const services = serviceSubnet === undefined ? "any" : [serviceSubnet];
  switch (program) {
    case "kube-apiserver":
      return new Map<string, Known>([
        ...apiServerFiles,
        ["etcd-servers", ["https://127.0.0.1:2379", "https://[::1]:2379"]],
        ["service-account-issuer", ["https://kubernetes.default.svc.cluster.local"]],
        ["service-cluster-ip-range", services],
      ]);
    case "kube-controller-manager":
      return new Map<string, Known>([
        ...controllerManagerFiles,
        ...kubeconfigs("/etc/kubernetes/controller-manager.conf"),
        ["cluster-cidr", podSubnet === undefined ? "any" : [podSubnet]],
        ["node-cidr-mask-size", ["24", "64"]],
        ["service-cluster-ip-range", services],
      ]);
    case "kube-scheduler":
      return new Map<string, Known>(kubeconfigs("/etc/kubernetes/scheduler.conf"));
    case "etcd":
      return etcdValues;
  }
};

const apiServerFiles = files({
  "client-ca-file": "ca.crt",
  "etcd-cafile": "etcd/ca.crt",
  "etcd-certfile": "apiserver-etcd-client.crt",
  "etcd-keyfile": "apiserver-etcd-client.key",
  "kubelet-client-certificate": "apiserver-kubelet-client.crt",
  "kubelet-client-key": "apiserver-kubelet-client.key",
  "proxy-client-cert-file": "front-proxy-client.crt",
  "proxy-client-key-file": "front-proxy-client.key",
  "requestheader-client-ca-file": "front-proxy-ca.crt",
  "service-account-key-file": "sa.pub",
  "service-account-signing-key-file": "sa.key",
  "tls-cert-file": "apiserver.crt",
  "tls-private-key-file": "apiserver.key",
});

const controllerManagerFiles = files({
  "client-ca-file": "ca.crt",
  "cluster-signing-cert-file": "ca.crt",
  "cluster-signing-key-file": "ca.key",
  "requestheader-client-ca-file": "front-proxy-ca.crt",
  "root-ca-file": "ca.crt",
  "service-account-private-key-file": "sa.key",
});

const etcdValues: Values = new Map<string, Known>([
  ...[
    "advertise-client-urls",
    "initial-advertise-peer-urls",
    "initial-cluster",
    "initial-cluster-state",
    "listen-client-urls",
    "listen-peer-urls",
    "name",
  ].map((name) => [name, "any"] as const),
  ...files({
    "cert-file": "etcd/server.crt",
    "key-file": "etcd/server.key",
    "trusted-ca-file": "etcd/ca.crt",
    "peer-cert-file": "etcd/peer.crt",
    "peer-key-file": "etcd/peer.key",
    "peer-trusted-ca-file": "etcd/ca.crt",
  }),
  ["client-cert-auth", ["true"]],
  ["data-dir", ["/var/lib/etcd"]],
  ["experimental-initial-corrupt-check", ["true"]],
  ["experimental-watch-progress-notify-interval", ["5s"]],
  ["feature-gates", ["InitialCorruptCheck=true"]],
  ["listen-metrics-urls", ["http://127.0.0.1:2381", "http://[::1]:2381"]],
  ["peer-client-cert-auth", ["true"]],
  ["snapshot-count", ["10000"]],
  ["watch-progress-notify-interval", ["5s"]],
]);
