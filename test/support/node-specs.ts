import type { NodeSpec } from "../../shared/spec/node-spec.ts";

/** A worker with as little as a spec can say: no optional part, empty lists. */
export const minimalNodeSpec = (): NodeSpec => ({
  cluster: { id: "3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11", name: "test" },
  generation: 1,
  host: "worker-1",
  ensure: "present",
  role: "worker",
  address: "10.0.0.2",
  agent: { version: "0.1.0", bundleSha256: "00".repeat(32), nodeVersion: "24.20.0" },
  packages: {
    repositories: [],
    kubernetesVersion: "1.36.2",
    runtimePackage: "containerd",
    installedByPharos: [],
  },
  system: { sysctls: {}, kernelModules: [], environment: {} },
  runtime: {
    kind: "containerd",
    configVersion: 3,
    sandboxImage: "registry.k8s.io/pause:3.10",
    cgroupDriver: "systemd",
    restrictOomScoreAdj: false,
    mirrors: [],
    insecureRegistries: [],
  },
  apiProxy: { backends: [] },
  network: { provider: "custom", clusterCidr: "10.32.0.0/12" },
  kubernetes: {
    version: "1.36.2",
    imageRepository: "registry.k8s.io",
    serviceCidr: "10.96.0.0/12",
    podNetworkCidr: "10.32.0.0/12",
    dnsDomain: "cluster.local",
    dns: { provider: "none", replicas: 0 },
    bootstrap: "join",
    certificateSans: [],
    kubelet: { config: {}, extraArgs: {} },
    kubeProxy: { mode: "iptables", conntrack: {} },
    controlPlane: {
      apiServerExtraArgs: {},
      controllerManagerExtraArgs: {},
      schedulerExtraArgs: {},
      featureGates: {},
    },
    registerTaints: [],
  },
  drift: { mode: "off", intervalMs: 300_000 },
});

/** The first master of a cluster with all that a spec can say. */
export const fullNodeSpec = (): NodeSpec => ({
  cluster: { id: "3f0c2c1e-8a1a-4a52-9d53-0a4a5f3c9c11", name: "test" },
  generation: 7,
  host: "master-1",
  ensure: "present",
  role: "master",
  address: "10.0.0.1",
  agent: { version: "0.1.0", bundleSha256: "ab".repeat(32), nodeVersion: "24.20.0" },
  packages: {
    repositories: [
      {
        name: "pharos-kubernetes",
        uri: "https://pkgs.k8s.io/core:/stable:/v1.36/deb/",
        suite: "/",
        components: [],
        key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ==\n-----END PGP PUBLIC KEY BLOCK-----\n",
      },
      {
        name: "extra",
        uri: "http://packages.example/debian",
        suite: "bookworm",
        components: ["main", "contrib"],
        key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmA==\n-----END PGP PUBLIC KEY BLOCK-----\n",
      },
    ],
    kubernetesVersion: "1.20.2",
    runtimePackage: "containerd",
    installedByPharos: ["kubelet", "haproxy"],
  },
  system: {
    sysctls: { "net.ipv4.ip_forward": "1", "net.bridge.bridge-nf-call-iptables": "1" },
    kernelModules: ["br_netfilter", "overlay"],
    environment: { HTTP_PROXY: "http://proxy.example:3128", NO_PROXY: "10.0.0.0/8" },
  },
  runtime: {
    kind: "containerd",
    configVersion: 2,
    sandboxImage: "registry.example:5000/pause:3.2",
    cgroupDriver: "cgroupfs",
    restrictOomScoreAdj: true,
    mirrors: [
      {
        registry: "_default",
        endpoint: "https://mirror.example:5000",
        ca: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        credentials: { name: "mirror-credentials", hash: "cd".repeat(32) },
      },
      { registry: "docker.io", endpoint: "http://10.0.0.9:5000" },
    ],
    insecureRegistries: ["10.0.0.9:5000"],
  },
  apiProxy: {
    backends: [
      { name: "master-1", address: "10.0.0.1" },
      { name: "master-2", address: "10.0.0.3" },
    ],
  },
  network: {
    provider: "bridge",
    podCidr: "10.32.1.0/24",
    clusterCidr: "10.32.0.0/12",
    mtu: 1450,
    routes: [{ destination: "10.32.2.0/24", gateway: "10.0.0.2" }],
  },
  kubernetes: {
    version: "1.20.2",
    imageRepository: "registry.example:5000",
    serviceCidr: "10.96.0.0/12",
    podNetworkCidr: "10.32.0.0/12",
    dnsDomain: "cluster.local",
    dns: { provider: "coredns", replicas: 2 },
    bootstrap: "init",
    certificateSans: ["api.example", "203.0.113.7"],
    kubelet: {
      config: {
        maxPods: 60,
        failSwapOn: false,
        evictionHard: { "memory.available": "100Mi" },
        tlsCipherSuites: ["TLS_AES_128_GCM_SHA256"],
        clusterDNS: [],
        providerID: null,
      },
      extraArgs: { "node-ip": "10.0.0.1" },
      resolvConf: "/run/systemd/resolve/resolv.conf",
    },
    kubeProxy: { mode: "iptables", conntrack: { maxPerCore: 0, min: 0 } },
    controlPlane: {
      apiServerExtraArgs: { "audit-log-maxage": "7" },
      controllerManagerExtraArgs: { "node-monitor-period": "2s" },
      schedulerExtraArgs: { v: "2" },
      featureGates: { TTLAfterFinished: true, CSIMigration: false },
    },
    registerTaints: [
      { key: "node-role.kubernetes.io/master", effect: "NoSchedule" },
      { key: "dedicated", value: "db", effect: "NoExecute" },
    ],
  },
  clusterObjects: {
    nodes: [
      {
        name: "worker-1",
        labels: { disk: "ssd", "pharos/zone": "" },
        taints: [{ key: "slow", value: "", effect: "PreferNoSchedule" }],
      },
      { name: "master-1", labels: {}, taints: [] },
    ],
    storedConfiguration: "hosts:\n  - address: 10.0.0.1\n",
    stacks: [],
  },
  drift: { mode: "report", intervalMs: 60_000 },
});
