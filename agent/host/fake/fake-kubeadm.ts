import { parseAllDocuments } from "yaml";
import { addFakeEtcdMember, removeFakeEtcdMember } from "./fake-etcd.ts";
import type { KubernetesObject } from "../kubernetes.ts";
import type { FakeMachine, FakeProgram } from "./fake-machine.ts";
import { fakeNodeName, runFakeKubelet } from "./fake-kubelet.ts";
import { isUp } from "./fake-runtime.ts";
import { isObject } from "./merge-objects.ts";
import { runFakeComponent, stopFakeComponents } from "./fake-static-pods.ts";

const KUBERNETES = "/etc/kubernetes";
const WORKLOADS = "/apis/apps/v1/namespaces/kube-system";
const KUBELET_CERTIFICATE = "/var/lib/kubelet/pki/kubelet-client-current.pem";
const CONTROL_PLANE = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "etcd"];
const CONTROL_PLANE_FILES = [
  "admin.conf",
  "controller-manager.conf",
  "scheduler.conf",
  ...CONTROL_PLANE.map((name) => `manifests/${name}.yaml`),
  ...[
    "ca",
    "front-proxy-ca",
    "apiserver",
    "apiserver-kubelet-client",
    "apiserver-etcd-client",
    "front-proxy-client",
  ].flatMap((name) => [`pki/${name}.crt`, `pki/${name}.key`]),
  ...["ca", "server", "peer", "healthcheck-client"].flatMap((name) => [
    `pki/etcd/${name}.crt`,
    `pki/etcd/${name}.key`,
  ]),
  "pki/sa.key",
  "pki/sa.pub",
];

/**
 * `kubeadm init`, `join`, `reset` and `upgrade` as far as their traces go: the files that the real one leaves, the
 * running kubelet, node and configuration objects in the cluster. Other verbs succeed and do nothing.
 */
export const fakeKubeadm: FakeProgram = (machine, argv) => {
  if (!machine.packages.has("kubeadm")) return failed(127, "kubeadm: not found");
  const documents = readConfiguration(machine, argv);
  switch (argv.slice(1, 3).join(" ").split(" -")[0]) {
    case "init":
      return init(machine, documents, argv);
    case "init phase":
      return initPhase(machine, documents, argv);
    case "join":
      return join(machine, documents);
    case "reset":
      return reset(machine);
    case "upgrade apply":
    case "upgrade node":
      return upgrade(machine, argv[3] ?? "");
    default:
      return done(argv[1] === "config" ? "k8s.gcr.io/etcd:3.4.13-0\n" : "");
  }
};

type Output = ReturnType<FakeProgram>;

const done = (stdout: string): Output => ({ exitCode: 0, stdout, stderr: "" });
const failed = (exitCode: number, stderr: string): Output => ({ exitCode, stdout: "", stderr });

const readConfiguration = (
  machine: FakeMachine,
  argv: readonly string[],
): readonly KubernetesObject[] => {
  const option = argv.findIndex((word) => /^--config(=|$)/.test(word));
  const word = argv[option] ?? "";
  const path = word.includes("=") ? word.slice("--config=".length) : (argv[option + 1] ?? "");
  const text = option < 0 ? "" : (machine.files.follow(path)?.text ?? "");
  const documents: readonly { readonly toJS: () => unknown }[] = [...parseAllDocuments(text)];
  return documents.map((document) => document.toJS()).filter((value) => isObject(value));
};

const preflight = (machine: FakeMachine): Output | undefined => {
  const taken = ["kubelet.conf", "admin.conf", "manifests/kube-apiserver.yaml"].find(
    (name) => machine.files.follow(`${KUBERNETES}/${name}`) !== undefined,
  );
  if (taken !== undefined)
    return failed(1, `[ERROR FileAvailable] ${KUBERNETES}/${taken} already exists`);
  if (!isUp(machine)) return failed(1, "[ERROR CRI]: container runtime is not running");
  if (machine.swaps.length > 0)
    return failed(1, "[ERROR Swap]: running with swap on is not supported");
  return undefined;
};

const init = (
  machine: FakeMachine,
  documents: readonly KubernetesObject[],
  argv: readonly string[],
): Output => {
  const refusal = preflight(machine);
  if (refusal !== undefined) return refusal;
  const cluster = find(documents, "ClusterConfiguration");
  becomeControlPlane(machine, cluster);
  const kubelet = find(documents, "KubeletConfiguration");
  becomeNode(machine, find(documents, "InitConfiguration"), kubelet);
  putConfigMap(machine, "kubeadm-config", { ClusterConfiguration: JSON.stringify(cluster) });
  storeKubelet(machine, kubelet);
  putConfigMap(machine, "kube-proxy", { "config.conf": "{}" });
  machine.cluster.put("/api/v1/namespaces/kube-public/configmaps/cluster-info", {
    kind: "ConfigMap",
  });
  machine.cluster.put(`${WORKLOADS}/daemonsets/kube-proxy`, { kind: "DaemonSet" });
  if (!argv.includes("--skip-phases=addon/coredns")) {
    machine.cluster.put(`${WORKLOADS}/deployments/coredns`, { kind: "Deployment" });
  }
  return done("Your Kubernetes control-plane has initialized successfully!\n");
};

const join = (machine: FakeMachine, documents: readonly KubernetesObject[]): Output => {
  const refusal = preflight(machine);
  if (refusal !== undefined) return refusal;
  if (machine.cluster.apiServers.size === 0)
    return failed(1, "couldn't validate the identity of the API Server");
  const configuration = find(documents, "JoinConfiguration");
  if (configuration["controlPlane"] !== undefined)
    becomeControlPlane(machine, stored(machine, "kubeadm-config", "ClusterConfiguration"));
  becomeNode(machine, configuration, stored(machine, "kubelet-config", "kubelet"));
  return done("This node has joined the cluster\n");
};

/** As the real one: CNI's configuration and routes stay. */
const reset = (machine: FakeMachine): Output => {
  const { files, cluster } = machine;
  for (const name of files.names(KUBERNETES) ?? []) {
    if (name.endsWith(".conf")) files.remove(`${KUBERNETES}/${name}`);
  }
  const folders = [
    `${KUBERNETES}/manifests`,
    `${KUBERNETES}/pki`,
    "/var/lib/kubelet",
    "/var/lib/etcd",
  ];
  for (const folder of folders) {
    for (const name of files.names(folder) ?? []) files.remove(`${folder}/${name}`);
  }
  const kubelet = machine.units.get("kubelet.service");
  if (kubelet !== undefined) kubelet.active = "inactive";
  machine.sandboxes = [];
  machine.pods = [];
  stopFakeComponents(machine);
  cluster.apiServers.delete(machine.hostname);
  removeFakeEtcdMember(cluster, machine.hostname);
  return done("");
};

/** `version` as of `upgrade apply`, which changes the cluster's own too. */
const upgrade = (machine: FakeMachine, version: string): Output => {
  const before = stored(machine, "kubeadm-config", "ClusterConfiguration");
  const isApply = version.startsWith("v");
  const cluster = isApply ? { ...before, kubernetesVersion: version } : before;
  if (machine.cluster.apiServers.has(machine.hostname)) {
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"])
      runFakeComponent(machine, name, cluster);
  }
  if (isApply)
    putConfigMap(machine, "kubeadm-config", { ClusterConfiguration: JSON.stringify(cluster) });
  return done("");
};

const initPhase = (
  machine: FakeMachine,
  documents: readonly KubernetesObject[],
  argv: readonly string[],
): Output => {
  const cluster = find(documents, "ClusterConfiguration");
  const kubelet = find(documents, "KubeletConfiguration");
  const [phase, part] = argv.slice(3);
  if (phase === "control-plane") runFakeComponent(machine, `kube-${part}`, cluster);
  if (phase === "upload-config" && part === "kubeadm")
    putConfigMap(machine, "kubeadm-config", { ClusterConfiguration: JSON.stringify(cluster) });
  if (phase === "upload-config" && part === "kubelet") storeKubelet(machine, kubelet);
  if (phase === "kubelet-start")
    runFakeKubelet(machine, registrationOf(find(documents, "InitConfiguration")), kubelet);
  return done("");
};

const find = (documents: readonly KubernetesObject[], kind: string): KubernetesObject =>
  documents.find((document) => document["kind"] === kind) ?? {};

const storeKubelet = (machine: FakeMachine, kubelet: KubernetesObject): void => {
  const data = { kubelet: JSON.stringify(kubelet) };
  for (const name of ["kubelet-config", "kubelet-config-1.20"]) putConfigMap(machine, name, data);
};

const stored = (machine: FakeMachine, name: string, key: string): KubernetesObject => {
  const answer = machine.cluster.get(`/api/v1/namespaces/kube-system/configmaps/${name}`);
  const data = answer.kind === "ok" ? answer.object["data"] : undefined;
  const text = isObject(data) ? data[key] : undefined;
  const parsed: unknown = JSON.parse(typeof text === "string" ? text : "{}");
  return isObject(parsed) ? parsed : {};
};

const becomeControlPlane = (machine: FakeMachine, configuration: KubernetesObject): void => {
  for (const name of CONTROL_PLANE_FILES) {
    const mode = name.endsWith(".crt") || name.endsWith(".pub") ? 0o644 : 0o600;
    machine.files.seed(`${KUBERNETES}/${name}`, `${name} of ${machine.hostname}\n`, { mode });
  }
  for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler"])
    runFakeComponent(machine, name, configuration);
  machine.files.makeDirectory("/var/lib/etcd/member", { mode: 0o700 });
  machine.sandboxes = [
    ...machine.sandboxes,
    ...CONTROL_PLANE.map((name) => `${name}-${machine.hostname}`),
  ];
  machine.pods = CONTROL_PLANE.map((program) => {
    const name = `${program}-${machine.hostname}`;
    return { id: name, namespace: "kube-system", name, startedAtMs: machine.nowMs() };
  });
  machine.cluster.apiServers.add(machine.hostname);
  addFakeEtcdMember(machine.cluster, machine.hostname, machine.address);
};

const registrationOf = ({ nodeRegistration }: KubernetesObject): KubernetesObject =>
  isObject(nodeRegistration) ? nodeRegistration : {};

const becomeNode = (
  machine: FakeMachine,
  configuration: KubernetesObject,
  kubelet: KubernetesObject,
): void => {
  const registration = registrationOf(configuration);
  const name = fakeNodeName(machine, registration);
  const { files } = machine;
  const cluster = "clusters:\n- cluster:\n    server: https://127.0.0.1:7445\n";
  const user = `users:\n- user:\n    client-certificate: ${KUBELET_CERTIFICATE}\n`;
  files.seed(`${KUBERNETES}/kubelet.conf`, `${cluster}${user}`, { mode: 0o600 });
  files.seed("/etc/kubernetes/pki/ca.crt", "ca\n");
  files.seed(KUBELET_CERTIFICATE, "certificate\n", { mode: 0o600 });
  runFakeKubelet(machine, registration, kubelet);
  const path = `/api/v1/nodes/${name}`;
  const fresh = toNode(machine, name, registration["taints"]);
  const known = machine.cluster.get(path);
  // A kubelet takes the node of its name as it is, with what others have marked it with.
  const node = known.kind === "ok" ? { ...known.object, status: fresh["status"] } : fresh;
  machine.cluster.put(path, node);
  // kube-proxy is content at once.
  machine.loopback.set("10256/healthz", "{}");
};

const toNode = (machine: FakeMachine, name: string, taints: unknown): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: {
    name,
    labels: {
      "kubernetes.io/hostname": name,
      ...(machine.cluster.apiServers.has(machine.hostname)
        ? { "node-role.kubernetes.io/control-plane": "" }
        : {}),
    },
  },
  spec: Array.isArray(taints) && taints.length > 0 ? { taints } : {},
  status: {
    addresses: [{ type: "InternalIP", address: machine.address }],
    conditions: [{ type: "Ready", status: "True" }],
    nodeInfo: {
      kubeletVersion: `v${machine.packages.get("kubelet")?.version.split("-")[0] ?? ""}`,
    },
  },
});

const putConfigMap = (
  machine: FakeMachine,
  name: string,
  data: Readonly<Record<string, string>>,
): void => {
  machine.cluster.put(`/api/v1/namespaces/kube-system/configmaps/${name}`, {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "kube-system" },
    data,
  });
};
