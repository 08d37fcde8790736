import { isDeepStrictEqual } from "node:util";
import { controlPlaneComponents } from "../../shared/kubeadm/kubeadm-flags.ts";
import { isRecord, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { isPassable, partOf } from "./control-plane-parts.ts";
import type { AdoptedHost, FoundCluster } from "./found-cluster.ts";
import { type KubeadmConfiguration, recordOf } from "./kubeadm-configuration.ts";
import { flagsOf } from "./manifest-flags.ts";
import { manifestObstacles } from "./manifest-obstacles.ts";

/**
 * What this cluster has and pharosctl could not keep: kubeadm writes manifests and its own configuration
 * anew when settings change or a version comes, from what cluster.yml says. Empty: it can be adopted.
 */
export const findObstacles = (
  found: FoundCluster,
  kubeadm: KubeadmConfiguration,
): readonly string[] => [
  ...storedObstacles(kubeadm),
  ...masterObstacles(found, kubeadm),
  ...found.hosts.flatMap((host) => [
    ...(host.role === "master" ? manifestObstacles(host, kubeadm) : []),
    ...hostObstacles(host, kubeadm),
  ]),
  ...driverObstacles(found),
  ...(found.daemonSets.includes("kube-system/kube-proxy")
    ? []
    : ["there is no DaemonSet kube-proxy in kube-system"]),
];

/** `true`: any value will do, it is carried over or follows from the host. */
type Known = true | readonly unknown[] | { readonly [field: string]: Known };

const extraArgs: Known = true;

/** Fields of ClusterConfiguration, from v1beta2 to v1beta4, with the values that mean nothing of their own. */
const knownFields: { readonly [field: string]: Known } = {
  apiVersion: true,
  kind: true,
  kubernetesVersion: true,
  controlPlaneEndpoint: true,
  imageRepository: true,
  networking: { dnsDomain: ["cluster.local"], podSubnet: true, serviceSubnet: true },
  dns: { type: ["CoreDNS"], disabled: true },
  etcd: { local: { dataDir: ["/var/lib/etcd"] } },
  apiServer: { certSANs: true, timeoutForControlPlane: true, extraArgs },
  controllerManager: { extraArgs },
  scheduler: { extraArgs },
  certificatesDir: ["/etc/kubernetes/pki"],
  clusterName: ["kubernetes"],
  featureGates: {},
  proxy: {},
  useHyperKubeImage: [false],
  encryptionAlgorithm: ["RSA-2048"],
  certificateValidityPeriod: ["8760h0m0s"],
  caCertificateValidityPeriod: ["87600h0m0s"],
};

const storedObstacles = (kubeadm: KubeadmConfiguration): readonly string[] => [
  ...unknownFields(kubeadm.stored, knownFields, []).map((path) =>
    path === "etcd.external" ? "etcd runs outside of the cluster" : `kubeadm-config sets ${path}`,
  ),
  ...(kubeadm.podSubnet === undefined ? ["kubeadm-config has no networking.podSubnet"] : []),
  ...(["podSubnet", "serviceSubnet"] as const)
    .filter((key) => kubeadm[key]?.includes(",") === true)
    .map((key) => `networking.${key} has two families of addresses`),
  ...controlPlaneComponents.flatMap((component) => {
    const { stored } = partOf[component];
    const flags = Object.entries(kubeadm.extraArgs[stored]);
    return flags
      .filter(([name, value]) => !isPassable(component, name, value))
      .map(([name]) => `kubeadm-config gives ${stored} --${name}`);
  }),
  ...kubeadm.repeatedArgs.map((name) => `kubeadm-config gives ${name} more than once`),
];

const unknownFields = (
  value: unknown,
  known: Known,
  path: readonly string[],
): readonly string[] => {
  if (known === true || isEmpty(value)) return [];
  if (Array.isArray(known))
    return known.some((one) => isDeepStrictEqual(one, value)) ? [] : [path.join(".")];
  if (!isRecord(value)) return [path.join(".")];
  return Object.entries(value).flatMap(([name, member]) => {
    const next = isRecord(known) && Object.hasOwn(known, name) ? known[name] : [];
    return unknownFields(member, toKnown(next), [...path, name]);
  });
};

const toKnown = (next: unknown): Known =>
  next === true || Array.isArray(next) ? next : isRecord(next) ? asFields(next) : [];

const asFields = (fields: Readonly<Record<string, unknown>>): Known =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toKnown(value)]));

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === "" ||
  (isRecord(value) && Object.values(value).every(isEmpty)) ||
  (Array.isArray(value) && value.length === 0);

const masterObstacles = (
  { hosts }: FoundCluster,
  { controlPlaneEndpoint }: KubeadmConfiguration,
): readonly string[] => {
  const masters = hosts.filter(({ role }) => role === "master");
  return [
    ...(masters.length > 1 && controlPlaneEndpoint === ""
      ? [`${masters.length} masters have no common endpoint (controlPlaneEndpoint)`]
      : []),
    ...masters.flatMap(({ node: { name }, host }) => [
      ...(host.hasAuthorityKey ? [] : [`${name} lacks /etc/kubernetes/pki/ca.key`]),
      ...(host.hasAdminKubeconfig ? [] : [`${name} lacks /etc/kubernetes/admin.conf`]),
      ...portObstacles(name, host.manifests["kube-apiserver"]),
    ]),
  ];
};

const portObstacles = (node: string, manifest: string | undefined): readonly string[] => {
  const port = flagsOf(manifest, "kube-apiserver").get("secure-port") ?? "6443";
  return port === "6443" ? [] : [`the API server of ${node} listens on port ${port}, not on 6443`];
};

const hostObstacles = (
  { named, host, node, role }: AdoptedHost,
  { version }: KubeadmConfiguration,
): readonly string[] => {
  const { name, runtime, kubeletVersion } = node;
  const runtimes = ["containerd", "docker", ...(role === "worker" ? ["cri-o"] : [])];
  const isKnown = runtimes.some((kind) => runtime.startsWith(`${kind}://`));
  return [
    ...(name === host.hostname
      ? []
      : [`node ${name} is not named like its host ${named.address}, ${host.hostname}`]),
    ...(isKnown ? [] : [`${name} runs its containers by ${runtime || "an unknown runtime"}`]),
    ...(host.kubeletPackage === undefined ? [`the kubelet of ${name} is no package's`] : []),
    ...(kubeletVersion === version
      ? []
      : [`${name} runs Kubernetes ${kubeletVersion} and the control plane ${version}`]),
    ...(domainOf(host) === "cluster.local" ? [] : [`${name} has clusterDomain ${domainOf(host)}`]),
  ];
};

const domainOf = ({ kubeletConfig }: AdoptedHost["host"]): string =>
  textAt(recordOf(kubeletConfig), "clusterDomain") ?? "cluster.local";

/** One key says it for all hosts, and a kubelet and its runtime have to agree. */
const driverObstacles = ({ hosts }: FoundCluster): readonly string[] => {
  const drivers = new Set(
    hosts.map(({ host }) => String(valueAt(recordOf(host.kubeletConfig), "cgroupDriver"))),
  );
  return drivers.size > 1
    ? [`kubelets have several cgroup drivers: ${[...drivers].join(", ")}`]
    : [];
};
