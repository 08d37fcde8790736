import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";
import {
  clusterGrant,
  grant,
  httpGet,
  namespaced,
  namespaceObject,
  podNamespace,
  READ,
  rule,
  unprivileged,
} from "./addon-objects.ts";
import { addonVersion } from "./addon-versions.ts";
import type { AddonInput, AddonOptions } from "./addon-input.ts";

type IngressNginxOptions = AddonOptions<"ingress-nginx">;

const NAMESPACE = "ingress-nginx";
const ACCOUNT = { name: "ingress-nginx", namespace: NAMESPACE } as const;
const CONTROLLER = { name: "ingress-nginx-controller", namespace: NAMESPACE } as const;
const BACKEND = { name: "default-http-backend", namespace: NAMESPACE } as const;
const LEADER = "ingress-nginx-leader";

/**
 * The controller on the ports 80 and 443 of every matching node, or as a Deployment behind a load balancer.
 * Without an image of one's own for it, the controller itself answers (404) what no rule matches.
 */
export const ingressNginx = (
  options: IngressNginxOptions,
  { config }: AddonInput,
): readonly DraftObject[] => {
  const image =
    options.images?.controller ??
    `registry.k8s.io/ingress-nginx/controller:${addonVersion("ingress-nginx", config.kubernetes.version)}`;
  const workers = config.hosts.filter(({ role }) => role === "worker").length;
  return [
    namespaceObject(NAMESPACE),
    namespaced({ kind: "ServiceAccount" }, ACCOUNT),
    ...rights(),
    namespaced({ kind: "ConfigMap" }, CONTROLLER, { data: options.configmap ?? {} }),
    // Their keys are the user's: none of them is ours.
    ...["tcp-services", "udp-services"].map((name) =>
      namespaced({ kind: "ConfigMap" }, { name, namespace: NAMESPACE }),
    ),
    ingressClass,
    ...controller(options, image),
    ...defaultBackend(options, Math.min(2, Math.max(1, workers))),
  ];
};

const rights = (): readonly DraftObject[] => {
  const networking = [
    rule("networking.k8s.io", ["ingresses", "ingressclasses"], READ),
    rule("networking.k8s.io", ["ingresses/status"], ["update"]),
    rule("discovery.k8s.io", ["endpointslices"], READ),
    rule("", ["services"], READ),
    rule("", ["events"], ["create", "patch"]),
  ];
  return [
    ...clusterGrant(NAMESPACE, ACCOUNT, [
      rule(
        "",
        ["configmaps", "endpoints", "nodes", "pods", "secrets", "namespaces"],
        ["list", "watch"],
      ),
      rule("coordination.k8s.io", ["leases"], ["list", "watch"]),
      rule("", ["nodes"], ["get"]),
      ...networking,
    ]),
    ...grant(NAMESPACE, ACCOUNT, [
      rule("", ["namespaces"], ["get"]),
      rule("", ["configmaps", "pods", "secrets", "endpoints"], READ),
      ...networking,
      // Up to 1.4 the leader is written into a ConfigMap as well.
      rule("", ["configmaps"], ["get", "update"], [LEADER]),
      rule("", ["configmaps"], ["create"]),
      rule("coordination.k8s.io", ["leases"], ["get", "update"], [LEADER]),
      rule("coordination.k8s.io", ["leases"], ["create"]),
    ]),
  ];
};

const ingressClass: DraftObject = {
  object: {
    apiVersion: "networking.k8s.io/v1",
    kind: "IngressClass",
    metadata: { name: "nginx" },
    spec: { controller: "k8s.io/ingress-nginx" },
  },
};

const controller = (options: IngressNginxOptions, image: string): readonly DraftObject[] => {
  const isDaemonSet = options.kind === "DaemonSet";
  const labels = { app: CONTROLLER.name };
  const template = podTemplate(options, image, labels);
  const selector = { matchLabels: labels };
  if (isDaemonSet)
    return [
      namespaced({ apiVersion: "apps/v1", kind: "DaemonSet" }, CONTROLLER, {
        spec: { selector, updateStrategy: { type: "RollingUpdate" }, template },
      }),
    ];
  return [
    namespaced({ apiVersion: "apps/v1", kind: "Deployment" }, CONTROLLER, {
      spec: { replicas: options.deployment?.replicas ?? 2, selector, template },
    }),
    namespaced({ kind: "Service" }, CONTROLLER, {
      spec: {
        type: "LoadBalancer",
        externalTrafficPolicy: options.service?.external_traffic_policy ?? "Cluster",
        selector: labels,
        ports: [
          { name: "http", port: 80, targetPort: "http" },
          { name: "https", port: 443, targetPort: "https" },
        ],
      },
    }),
  ];
};

const podTemplate = (
  options: IngressNginxOptions,
  image: string,
  labels: Readonly<Record<string, string>>,
): JsonObject => {
  const isOnHost = options.kind === "DaemonSet";
  return {
    metadata: { labels },
    spec: {
      serviceAccountName: ACCOUNT.name,
      ...(isOnHost ? { hostNetwork: true, dnsPolicy: "ClusterFirstWithHostNet" } : {}),
      nodeSelector: { "kubernetes.io/os": "linux", ...options.node_selector },
      ...(options.tolerations === undefined
        ? {}
        : { tolerations: options.tolerations.map(toToleration) }),
      // Connections that are open may end by themselves.
      terminationGracePeriodSeconds: 300,
      containers: [
        {
          name: "controller",
          image,
          args: argumentsOf(options),
          env: [podName, podNamespace],
          ports: [port("http", 80, isOnHost), port("https", 443, isOnHost)],
          livenessProbe: {
            ...httpGet("/healthz", 10254),
            initialDelaySeconds: 10,
            failureThreshold: 5,
          },
          readinessProbe: { ...httpGet("/healthz", 10254), initialDelaySeconds: 10 },
          resources: { requests: { cpu: "100m", memory: "90Mi" } },
          securityContext: {
            // nginx may listen below 1024 by a capability of its file, which needs this.
            allowPrivilegeEscalation: true,
            capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
            runAsUser: 101,
          },
        },
      ],
    },
  };
};

const toToleration = (
  toleration: NonNullable<IngressNginxOptions["tolerations"]>[number],
): JsonObject =>
  Object.fromEntries(
    Object.entries(toleration).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value] as const],
    ),
  );

const podName: JsonObject = {
  name: "POD_NAME",
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } },
};

const port = (name: string, number: number, isOnHost: boolean): JsonObject => ({
  name,
  containerPort: number,
  ...(isOnHost ? { hostPort: number } : {}),
  protocol: "TCP",
});

const argumentsOf = (options: IngressNginxOptions): readonly string[] => [
  "/nginx-ingress-controller",
  `--election-id=${LEADER}`,
  "--controller-class=k8s.io/ingress-nginx",
  "--ingress-class=nginx",
  // Ingresses of the time before classes name none.
  "--watch-ingress-without-class=true",
  `--configmap=$(POD_NAMESPACE)/${CONTROLLER.name}`,
  "--tcp-services-configmap=$(POD_NAMESPACE)/tcp-services",
  "--udp-services-configmap=$(POD_NAMESPACE)/udp-services",
  ...(options.kind === "DaemonSet"
    ? ["--report-node-internal-ip-address=true"]
    : [`--publish-service=$(POD_NAMESPACE)/${CONTROLLER.name}`]),
  ...(options.default_backend?.image === undefined
    ? []
    : [`--default-backend-service=$(POD_NAMESPACE)/${BACKEND.name}`]),
  ...(options.extra_args ?? []),
];

const defaultBackend = (
  { default_backend, node_selector }: IngressNginxOptions,
  replicas: number,
): readonly DraftObject[] => {
  const image = default_backend?.image;
  if (image === undefined) return [];
  const labels = { app: BACKEND.name };
  return [
    namespaced({ apiVersion: "apps/v1", kind: "Deployment" }, BACKEND, {
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...(node_selector === undefined ? {} : { nodeSelector: node_selector }),
            automountServiceAccountToken: false,
            containers: [
              {
                name: BACKEND.name,
                image,
                ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
                livenessProbe: { ...httpGet("/healthz", 8080), initialDelaySeconds: 10 },
                resources: { requests: { cpu: "10m", memory: "20Mi" } },
                securityContext: unprivileged,
              },
            ],
          },
        },
      },
    }),
    namespaced({ kind: "Service" }, BACKEND, {
      spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }] },
    }),
  ];
};
