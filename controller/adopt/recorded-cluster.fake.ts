import { stringify } from "yaml";
import { HostConfig } from "../config/schema/host-config.ts";
import type { AdoptedHost, ClusterObjects, FoundCluster, FoundNode } from "./found-cluster.ts";
import type { NodeHost } from "./read-node-host.ts";
import {
  KUBELET_CONFIG,
  kubeadmWords,
  PROXY_CONFIG,
  storedByKubeadm,
} from "./recorded-kubeadm.fake.ts";

export const AUTHORITY = `sha256:${"ab".repeat(32)}`;

/** A manifest with the flags of kubeadm's that have one value everywhere, and others. */
export const manifestOf = (
  component: string,
  flags: readonly string[] = [],
  volumes: readonly string[] = ["k8s-certs", "ca-certs"],
): string =>
  stringify({
    kind: "Pod",
    spec: {
      containers: [{ command: [component, ...flags] }],
      volumes: volumes.map((name) => ({ name, hostPath: { path: `/${name}` } })),
    },
  });

const manifests = {
  "kube-apiserver": manifestOf("kube-apiserver", kubeadmWords["kube-apiserver"]),
  "kube-controller-manager": manifestOf(
    "kube-controller-manager",
    kubeadmWords["kube-controller-manager"],
  ),
  "kube-scheduler": manifestOf("kube-scheduler", kubeadmWords["kube-scheduler"], ["kubeconfig"]),
  etcd: manifestOf("etcd", kubeadmWords.etcd, ["etcd-certs", "etcd-data"]),
};

interface HostParts {
  readonly named?: object;
  readonly host?: Partial<NodeHost>;
  readonly node?: Partial<FoundNode>;
}

const recordedHost = (
  name: string,
  address: string,
  role: "master" | "worker",
  { named, host, node }: HostParts = {},
): AdoptedHost => ({
  named: HostConfig.parse({ address, role: "worker", user: "root", ...named }),
  role,
  host: {
    hostname: name,
    caCertificateHash: AUTHORITY,
    kubeletConfig: KUBELET_CONFIG,
    kubeletFlags: 'KUBELET_KUBEADM_ARGS="--network-plugin=cni"\n',
    kubeletPackage: "1.34.1-1.1",
    kubeletServer: "https://10.0.0.1:6443",
    manifests: role === "master" ? manifests : {},
    hasAdminKubeconfig: role === "master",
    hasAuthorityKey: role === "master",
    ...host,
  },
  node: {
    name,
    labels: { "kubernetes.io/hostname": name, "beta.kubernetes.io/os": "linux" },
    taints:
      role === "master"
        ? [{ key: "node-role.kubernetes.io/control-plane", effect: "NoSchedule" }]
        : [],
    address,
    kubeletVersion: "1.34.1",
    runtime: "containerd://1.7.28",
    ...node,
  },
});

export const master = (parts?: HostParts): AdoptedHost =>
  recordedHost("cp1", "10.0.0.1", "master", parts);

export const worker = (parts?: HostParts): AdoptedHost =>
  recordedHost("n1", "10.0.0.11", "worker", parts);

/** One master and one worker that run Kubernetes 1.34.1, or what `over` makes of them. */
export const recordedCluster = (over: Partial<FoundCluster> = {}): FoundCluster => ({
  hosts: [master(), worker()],
  caCertificateHash: AUTHORITY,
  clusterConfiguration: storedByKubeadm.v1beta4,
  proxyConfiguration: PROXY_CONFIG,
  storedConfiguration: undefined,
  daemonSets: ["kube-system/kube-proxy", "kube-flannel/kube-flannel-ds"],
  deployments: ["kube-system/coredns"],
  ...over,
});

/** The same as a master tells it. */
export const objectsOf = ({ hosts, ...objects }: FoundCluster): ClusterObjects => ({
  ...objects,
  nodes: hosts.map(({ node }) => node),
});
