import { stringify } from "yaml";
import { HostConfig } from "../config/schema/host-config.ts";
import type { AdoptedHost, ClusterObjects, FoundCluster, FoundNode } from "./found-cluster.ts";
import type { NodeHost } from "./read-node-host.ts";

/** ClusterConfiguration as kubeadm stores it after an init without anything of one's own but the pod network. */
export const storedByKubeadm = {
  v1beta2: `apiServer:
  extraArgs:
    authorization-mode: Node,RBAC
  timeoutForControlPlane: 4m0s
apiVersion: kubeadm.k8s.io/v1beta2
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns:
  type: CoreDNS
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: k8s.gcr.io
kind: ClusterConfiguration
kubernetesVersion: v1.20.2
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
scheduler: {}
`,
  v1beta3: `apiServer:
  extraArgs:
    authorization-mode: Node,RBAC
  timeoutForControlPlane: 4m0s
apiVersion: kubeadm.k8s.io/v1beta3
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v1.30.4
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
scheduler: {}
`,
  v1beta4: `apiServer: {}
apiVersion: kubeadm.k8s.io/v1beta4
caCertificateValidityPeriod: 87600h0m0s
certificateValidityPeriod: 8760h0m0s
certificatesDir: /etc/kubernetes/pki
clusterName: kubernetes
controllerManager: {}
dns: {}
encryptionAlgorithm: RSA-2048
etcd:
  local:
    dataDir: /var/lib/etcd
imageRepository: registry.k8s.io
kind: ClusterConfiguration
kubernetesVersion: v1.34.1
networking:
  dnsDomain: cluster.local
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12
proxy: {}
scheduler: {}
`,
} as const;

export const AUTHORITY = `sha256:${"ab".repeat(32)}`;

const KUBELET_CONFIG = `apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    cacheTTL: 0s
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
  webhook:
    cacheAuthorizedTTL: 0s
    cacheUnauthorizedTTL: 0s
cgroupDriver: systemd
clusterDNS:
- 10.96.0.10
clusterDomain: cluster.local
healthzBindAddress: 127.0.0.1
healthzPort: 10248
kind: KubeletConfiguration
rotateCertificates: true
staticPodPath: /etc/kubernetes/manifests
`;

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
  "kube-apiserver": manifestOf("kube-apiserver", [
    "--advertise-address=10.0.0.1",
    "--allow-privileged=true",
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--secure-port=6443",
  ]),
  "kube-controller-manager": manifestOf("kube-controller-manager", [
    "--allocate-node-cidrs=true",
    "--bind-address=127.0.0.1",
    "--cluster-cidr=10.244.0.0/16",
    "--leader-elect=true",
  ]),
  "kube-scheduler": manifestOf("kube-scheduler", ["--leader-elect=true"]),
  etcd: manifestOf("etcd", [], ["etcd-certs", "etcd-data"]),
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
  proxyConfiguration: "kind: KubeProxyConfiguration\nmode: ''\nconntrack: {min: null}\n",
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
