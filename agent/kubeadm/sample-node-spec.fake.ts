import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";

/** A plausible spec for tests: the first master `m1`, or what `over` makes of it. */
export const sampleNodeSpec = (version: string, over: Partial<NodeSpec> = {}): NodeSpec => {
  const row = versionRow(version);
  const spec: NodeSpec = {
    cluster: { id: "3f0c1f9e-6f5c-4c59-9d0e-7a1b2c3d4e5f", name: "blue-lake-0001" },
    generation: 1,
    host: "m1",
    ensure: "present",
    role: "master",
    address: "10.0.0.1",
    agent: {
      version: "0.1.0",
      bundleSha256: "00",
      nodeVersion: "24.20.0",
      runtimeSha256: "cd".repeat(32),
      unitSha256: "ef".repeat(32),
    },
    packages: {
      repositories: [],
      kubernetesVersion: version,
      runtimePackage: "containerd",
      installedByPharos: [],
    },
    system: { sysctls: {}, kernelModules: [], environment: {} },
    runtime: {
      kind: "containerd",
      configVersion: 2,
      sandboxImage: `${row.images.repository}/pause:${row.images.pause}`,
      cgroupDriver: "systemd",
      restrictOomScoreAdj: false,
      mirrors: [],
      insecureRegistries: [],
    },
    apiProxy: { backends: [{ name: "m1", address: "10.0.0.1" }] },
    network: {
      provider: "bridge",
      podCidr: "10.32.0.0/24",
      clusterCidr: "10.32.0.0/12",
      routes: [],
    },
    kubernetes: {
      version,
      imageRepository: row.images.repository,
      serviceCidr: "10.96.0.0/12",
      podNetworkCidr: "10.32.0.0/12",
      dnsDomain: "cluster.local",
      dns: { provider: "coredns", replicas: 1 },
      bootstrap: "init",
      certificateSans: ["api.example.test", "10.0.0.1", "10.0.0.2"],
      kubelet: { config: {}, extraArgs: {}, files: [] },
      kubeProxy: { mode: "iptables", conntrack: {} },
      controlPlane: {
        apiServerExtraArgs: {},
        controllerManagerExtraArgs: {},
        schedulerExtraArgs: {},
        featureGates: {},
        files: [],
        apiServerFolders: [],
        controllerManagerFolders: [],
      },
      registerTaints: row.controlPlane.taints,
    },
    drift: { mode: "correct", intervalMs: 300_000 },
    maintenance: { windows: [], budget: 1 },
  };
  return { ...spec, ...over };
};

/** A second master that joins. */
export const sampleJoiningMaster = (version: string): NodeSpec => {
  const first = sampleNodeSpec(version);
  return {
    ...first,
    host: "m2",
    address: "10.0.0.2",
    kubernetes: { ...first.kubernetes, bootstrap: "join" },
  };
};

/** A worker with what can be passed through, and a taint. */
export const sampleWorker = (version: string): NodeSpec => {
  const first = sampleNodeSpec(version);
  return {
    ...first,
    host: "w1",
    role: "worker",
    address: "10.0.0.11",
    kubernetes: {
      ...first.kubernetes,
      bootstrap: "join",
      kubelet: { ...first.kubernetes.kubelet, extraArgs: { v: "2" } },
      registerTaints: [{ key: "dedicated", value: "build", effect: "NoExecute" }],
    },
  };
};

/** The same host in a cluster that was there before us, and uses what runs its containers already. */
export const asAdopted = (spec: NodeSpec): NodeSpec => ({
  ...spec,
  network: { provider: "custom", clusterCidr: "10.32.0.0/12" },
  runtime: { ...spec.runtime, unmanaged: true },
  kubernetes: { ...spec.kubernetes, adopted: { endpoint: "10.0.0.1:6443" } },
});
