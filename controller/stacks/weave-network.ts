import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { NodeSpecInput } from "../spec/node-spec-input.ts";
import type { DraftObject } from "./draft-stack.ts";

const NAME = "weave-net";
const NAMESPACE = "kube-system";
const PASSWORD = { name: "weave-passwd", key: "weave-passwd" } as const;
const PASSWORD_BYTES = 24;

/** Weave Net's own last release; its fork publishes under another name (docs/configuration.md). */
const DEFAULT_IMAGES = { repository: "docker.io/weaveworks", version: "2.8.1" } as const;

/**
 * Weave Net as a DaemonSet. Traffic is encrypted with a password that the cluster makes up, or that of
 * `network.weave.password`, except between hosts of trusted subnets. Its status is on loopback only.
 */
export const weaveNetwork = (
  input: Pick<NodeSpecInput, "config" | "contents" | "membership">,
): readonly DraftObject[] => [
  { object: namespaced("v1", "ServiceAccount", {}) },
  password(input),
  ...roles(),
  { object: daemonSet(input) },
];

const password = ({
  config,
  contents,
}: Pick<NodeSpecInput, "config" | "contents">): DraftObject => {
  const object = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: PASSWORD.name, namespace: NAMESPACE },
    type: "Opaque",
  };
  const file = config.network.weave?.password;
  if (file === undefined) return { object, generated: { [PASSWORD.key]: PASSWORD_BYTES } };
  const text = (contents.get(file) ?? "").trim();
  return { object, values: { [PASSWORD.key]: Buffer.from(text).toString("base64") } };
};

const RBAC = "rbac.authorization.k8s.io/v1";

/** What the router and the network policy controller read, and the ConfigMap of their peers. */
const roles = (): readonly DraftObject[] => {
  const subjects = [{ kind: "ServiceAccount", name: NAME, namespace: NAMESPACE }];
  const reading = ["get", "list", "watch"];
  const roleRef = (kind: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind, name: NAME });
  return [
    {
      object: {
        apiVersion: RBAC,
        kind: "ClusterRole",
        metadata: { name: NAME },
        rules: [
          { apiGroups: [""], resources: ["pods", "namespaces", "nodes"], verbs: reading },
          {
            apiGroups: ["networking.k8s.io"],
            resources: ["networkpolicies"],
            verbs: reading,
          },
          { apiGroups: [""], resources: ["nodes/status"], verbs: ["patch", "update"] },
        ],
      },
    },
    {
      object: {
        apiVersion: RBAC,
        kind: "ClusterRoleBinding",
        metadata: { name: NAME },
        roleRef: roleRef("ClusterRole"),
        subjects,
      },
    },
    {
      object: namespaced(RBAC, "Role", {
        rules: [
          {
            apiGroups: [""],
            resources: ["configmaps"],
            resourceNames: [NAME],
            verbs: ["get", "update"],
          },
          { apiGroups: [""], resources: ["configmaps"], verbs: ["create"] },
        ],
      }),
    },
    { object: namespaced(RBAC, "RoleBinding", { roleRef: roleRef("Role"), subjects }) },
  ];
};

const namespaced = (apiVersion: string, kind: string, rest: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name: NAME, namespace: NAMESPACE },
  ...rest,
});

const daemonSet = (input: Pick<NodeSpecInput, "config" | "membership">): JsonObject => {
  const labels = { name: NAME };
  const weave = input.config.network.weave;
  const repository = weave?.image_repository ?? DEFAULT_IMAGES.repository;
  const version = weave?.version ?? DEFAULT_IMAGES.version;
  const router = `${repository}/weave-kube:${version}`;
  return namespaced("apps/v1", "DaemonSet", {
    spec: {
      selector: { matchLabels: labels },
      minReadySeconds: 5,
      updateStrategy: { type: "RollingUpdate" },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          dnsPolicy: "ClusterFirstWithHostNet",
          priorityClassName: "system-node-critical",
          serviceAccountName: NAME,
          // Without a pod network no node gets Ready, whatever its taints say.
          tolerations: [{ operator: "Exists" }],
          initContainers: [prepare(router)],
          containers: [
            routerContainer(router, input),
            policyContainer(`${repository}/weave-npc:${version}`),
          ],
          volumes,
        },
      },
    },
  });
};

/** Puts the CNI plugin into place and loads what the kernel lacks. */
const prepare = (image: string): JsonObject => ({
  name: "weave-init",
  image,
  command: ["/home/weave/init.sh"],
  securityContext: { privileged: true },
  volumeMounts: [
    { name: "cni-bin", mountPath: "/host/opt" },
    { name: "cni-bin2", mountPath: "/host/home" },
    { name: "cni-conf", mountPath: "/host/etc" },
    { name: "lib-modules", mountPath: "/lib/modules" },
    { name: "xtables-lock", mountPath: "/run/xtables.lock" },
  ],
});

const STATUS = { host: "127.0.0.1", port: 6784 } as const;

const routerContainer = (
  image: string,
  { config, membership }: Pick<NodeSpecInput, "config" | "membership">,
): JsonObject => ({
  name: "weave",
  image,
  command: ["/home/weave/launch.sh"],
  env: [
    nodeName,
    { name: "INIT_CONTAINER", value: "true" },
    { name: "IPALLOC_RANGE", value: config.network.pod_network_cidr },
    {
      name: "WEAVE_PASSWORD",
      valueFrom: { secretKeyRef: { name: PASSWORD.name, key: PASSWORD.key } },
    },
    // Everybody else would read peers and traffic there without a password.
    { name: "WEAVE_STATUS_ADDR", value: `${STATUS.host}:6782` },
    { name: "CHECKPOINT_DISABLE", value: "1" },
    { name: "CONN_LIMIT", value: "0" },
    ...peersOf(config, membership),
    { name: "EXTRA_ARGS", value: extraArguments(config).join(" ") },
    { name: "NO_MASQ_LOCAL", value: config.network.weave?.no_masq_local === true ? "1" : "0" },
  ],
  readinessProbe: { httpGet: { host: STATUS.host, port: STATUS.port, path: "/status" } },
  resources: { requests: { cpu: "50m", memory: "100Mi" } },
  securityContext: { privileged: true },
  volumeMounts: [
    { name: "weavedb", mountPath: "/weavedb" },
    { name: "dbus", mountPath: "/host/var/lib/dbus", readOnly: true },
    { name: "machine-id", mountPath: "/host/etc/machine-id", readOnly: true },
    { name: "xtables-lock", mountPath: "/run/xtables.lock" },
  ],
});

const policyContainer = (image: string): JsonObject => ({
  name: "weave-npc",
  image,
  env: [nodeName],
  resources: { requests: { cpu: "50m", memory: "100Mi" } },
  securityContext: { privileged: true },
  volumeMounts: [{ name: "xtables-lock", mountPath: "/run/xtables.lock" }],
});

const nodeName: JsonObject = {
  name: "HOSTNAME",
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } },
};

const volumes: readonly JsonObject[] = [
  { name: "weavedb", hostPath: { path: "/var/lib/weave" } },
  { name: "cni-bin", hostPath: { path: "/opt" } },
  { name: "cni-bin2", hostPath: { path: "/home" } },
  { name: "cni-conf", hostPath: { path: "/etc" } },
  { name: "dbus", hostPath: { path: "/var/lib/dbus" } },
  { name: "lib-modules", hostPath: { path: "/lib/modules" } },
  { name: "machine-id", hostPath: { path: "/etc/machine-id", type: "FileOrCreate" } },
  { name: "xtables-lock", hostPath: { path: "/run/xtables.lock", type: "FileOrCreate" } },
];

type Config = NodeSpecInput["config"];

/**
 * A router asks the API for the nodes by itself; with peers outside of the cluster it has to be told
 * all, and finds the other nodes through the masters.
 */
const peersOf = (
  { network }: Config,
  { members }: NodeSpecInput["membership"],
): readonly JsonObject[] => {
  const known = network.weave?.known_peers ?? [];
  if (known.length === 0) return [];
  const masters = members
    .filter(({ role, state }) => role === "master" && state === "member")
    .map(({ privateAddress }) => privateAddress)
    .toSorted();
  return [{ name: "KUBE_PEERS", value: [...masters, ...known].join(" ") }];
};

const extraArguments = ({ network }: Config): readonly string[] => {
  const trusted = [...(network.weave?.trusted_subnets ?? []), ...(network.trusted_subnets ?? [])];
  const subnet = network.weave?.ipalloc_default_subnet;
  return [
    ...(trusted.length === 0 ? [] : [`--trusted-subnets=${[...new Set(trusted)].join(",")}`]),
    ...(subnet === undefined ? [] : [`--ipalloc-default-subnet=${subnet}`]),
  ];
};
