import type { FakeMachine } from "../../../agent/host/fake/fake-machine.ts";
import { sampleNodeSpec, sampleWorker } from "../../../agent/kubeadm/sample-node-spec.fake.ts";
import type { NodeSpec } from "../../../shared/spec/node-spec.ts";
import { withCloudFile } from "./with-cloud-file.ts";

const VERSION = "1.20.2";

const firewall: NonNullable<NodeSpec["firewall"]> = {
  enabled: true,
  sshPorts: [22],
  members: [{ name: "m1", role: "master", addresses: ["192.0.2.10"] }],
  peers: [],
  trustedSubnets: [],
  openPorts: [],
  nodePorts: { first: 30_000, last: 32_767 },
  ingress: false,
};

/** A first master with nothing but a package repository beside the defaults. */
export const plainMaster: NodeSpec = {
  ...sampleNodeSpec(VERSION),
  address: "192.0.2.10",
  firewall,
  packages: {
    ...sampleNodeSpec(VERSION).packages,
    repositories: [
      {
        name: "pharos-kubernetes",
        uri: "http://192.0.2.1/core:/stable:/v1.20/deb/",
        suite: "/",
        components: [],
        key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\nfirst\n",
      },
    ],
  },
};

const stackMetadata = (name: string) => ({ name, labels: { "pharosctl/stack": "manifests" } });

/** The same, keeping the cluster's own objects. */
export const keepingMaster: NodeSpec = {
  ...plainMaster,
  clusterObjects: {
    nodes: [
      {
        name: "m1",
        labels: { disk: "fast" },
        taints: [{ key: "node-role.kubernetes.io/master", effect: "NoSchedule" }],
      },
    ],
    storedConfiguration: "hosts: []\n",
    stacks: [
      {
        name: "manifests",
        objects: [
          { object: { apiVersion: "v1", kind: "Namespace", metadata: stackMetadata("web") } },
          {
            object: {
              apiVersion: "apiextensions.k8s.io/v1",
              kind: "CustomResourceDefinition",
              metadata: stackMetadata("routes.web.test"),
              spec: {
                group: "web.test",
                names: { kind: "Route", plural: "routes" },
                scope: "Namespaced",
              },
            },
            source: "web.yml, document 2",
          },
          {
            object: {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { ...stackMetadata("web"), namespace: "web" },
              spec: { replicas: 2 },
            },
          },
          {
            object: {
              apiVersion: "web.test/v1",
              kind: "Route",
              metadata: { ...stackMetadata("home"), namespace: "web" },
            },
          },
        ],
      },
    ],
  },
};

/** A worker with a value in every field that the tasks of a host read. */
export const fullWorker: NodeSpec = {
  ...sampleWorker(VERSION),
  kubernetes: withCloudFile(sampleWorker(VERSION).kubernetes, 1),
  address: "192.0.2.11",
  firewall,
  packages: {
    ...plainMaster.packages,
    repositories: [
      ...plainMaster.packages.repositories,
      {
        name: "pharos-extra",
        uri: "http://192.0.2.1/debian",
        suite: "bookworm",
        components: ["main", "extra"],
        key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\nsecond\n",
      },
    ],
  },
  system: {
    sysctls: { "vm.overcommit_memory": "1", "fs.inotify.max_user_instances": "512" },
    kernelModules: ["nf_conntrack"],
    environment: { HTTPS_PROXY: "http://user:secret@192.0.2.1:3128", NO_PROXY: "10.0.0.0/8" },
  },
  runtime: {
    ...plainMaster.runtime,
    cgroupDriver: "cgroupfs",
    restrictOomScoreAdj: true,
    mirrors: [
      { registry: "_default", endpoint: "http://192.0.2.1:5000" },
      { registry: "registry.k8s.io", endpoint: "https://mirror.test", ca: "certificate\n" },
    ],
    insecureRegistries: ["old.test:5000"],
  },
  apiProxy: {
    backends: [
      { name: "m1", address: "192.0.2.10" },
      { name: "m2", address: "192.0.2.12" },
    ],
  },
  network: {
    provider: "bridge",
    podCidr: "10.32.1.0/24",
    clusterCidr: "10.32.0.0/12",
    mtu: 1400,
    routes: [
      { destination: "10.32.0.0/24", gateway: "192.0.2.10" },
      { destination: "10.32.2.0/24", gateway: "192.0.2.12" },
    ],
  },
};

/** The same worker after changes to everything that can change; another kind of network keeps its own. */
export const changedWorker: NodeSpec = {
  ...fullWorker,
  kubernetes: withCloudFile(fullWorker.kubernetes, 2),
  packages: {
    ...fullWorker.packages,
    repositories: fullWorker.packages.repositories.slice(0, 1).map((repository) => ({
      ...repository,
      key: "-----BEGIN PGP PUBLIC KEY BLOCK-----\nthird\n",
    })),
    kubernetesVersion: "1.20.3",
  },
  system: { sysctls: { "vm.overcommit_memory": "0" }, kernelModules: [], environment: {} },
  runtime: {
    ...fullWorker.runtime,
    restrictOomScoreAdj: false,
    mirrors: [],
    insecureRegistries: [],
  },
  apiProxy: { backends: [{ name: "m2", address: "192.0.2.12" }] },
  firewall: {
    ...firewall,
    members: [{ name: "m2", role: "master", addresses: ["192.0.2.12", "2001:db8::12"] }],
    openPorts: [{ protocol: "tcp", first: 80, last: 80 }],
  },
  network: {
    provider: "bridge",
    podCidr: "10.32.1.0/24",
    clusterCidr: "10.32.0.0/13",
    routes: [{ destination: "10.32.2.0/24", gateway: "192.0.2.13" }],
  },
};

export const externalNetworkWorker: NodeSpec = {
  ...fullWorker,
  firewall: { ...firewall, enabled: false },
  network: { provider: "weave", clusterCidr: "10.32.0.0/12" },
};

/** The worker on its way out, with the packages that came with us. */
export const leavingWorker: NodeSpec = {
  ...fullWorker,
  ensure: "absent",
  packages: {
    ...fullWorker.packages,
    installedByPharos: [
      "containerd",
      "haproxy",
      "nftables",
      "kubelet",
      "kubeadm",
      "kubectl",
      "cri-tools",
      "kubernetes-cni",
    ],
  },
};

/** Nothing but a fresh installation. */
export const bareHost = (_machine: FakeMachine): void => {};

/** A host with a past: swap, a proxy of its owner's, a running containerd, and leftovers of ours. */
export const usedHost = (machine: FakeMachine): void => {
  machine.swaps = ["/swapfile"];
  machine.files.seed("/etc/fstab", "UUID=1 / ext4 defaults 0 1\n/swapfile none swap sw 0 0\n");
  machine.files.seed("/etc/environment", 'PATH="/usr/bin:/bin"\nNO_PROXY=localhost\n');
  machine.files.seed(
    "/etc/apt/sources.list.d/pharos-old.sources",
    "Types: deb\nURIs: http://gone.test\nSuites: /\n",
  );
  machine.files.seed("/etc/apt/keyrings/pharos-old.asc", "old key\n");
  machine.files.seed("/etc/sysctl.d/999-pharos.conf", "vm.swappiness = 0\n");
  machine.files.seed("/etc/containerd/config.toml", "version = 2\n");
  machine.files.seed(
    "/etc/containerd/certs.d/theirs.test/hosts.toml",
    'server = "https://theirs.test"\n',
  );
  machine.files.seed("/usr/bin/containerd", "program containerd", { mode: 0o755 });
  machine.files.seed("/usr/lib/systemd/system/containerd.service", "[Service]\n\n[Install]\n");
  machine.packages.set("containerd", { version: "1.6.20~ds1-1+b1", held: false, configured: true });
  machine.units.set("containerd.service", {
    active: "active",
    startedAtMs: machine.nowMs(),
    loadedAtMs: machine.nowMs(),
    loadedFiles: ["/usr/lib/systemd/system/containerd.service"],
  });
  machine.routes = [
    ...machine.routes,
    { destination: "10.32.7.0/24", gateway: "192.0.2.77", device: "eth0", protocol: "pharos" },
    { destination: "10.32.2.0/24", gateway: "192.0.2.99", device: "eth0", protocol: "pharos" },
  ];
  machine.advance(1000);
};

/** What a day's work leaves on a node, and programs that kubeadm's removal asks. */
export const workForADay = (machine: FakeMachine): void => {
  machine.sandboxes = ["a", "b"];
  machine.addresses = [
    ...machine.addresses,
    { device: "pharos0", address: "10.32.1.1", prefixLength: 24, scope: "global" },
  ];
  for (const family of ["iptables", "ip6tables"]) {
    machine.programs.set(`${family}-save`, () => ({ exitCode: 0, stdout: "", stderr: "" }));
  }
};
