import type { DraftObject } from "../stacks/draft-stack.ts";
import {
  clusterBinding,
  clusterGrant,
  httpGet,
  namespaced,
  RBAC,
  READ,
  roleRef,
  rule,
  subject,
  unprivileged,
} from "./addon-objects.ts";
import type { AddonInput, AddonOptions } from "./addon-input.ts";
import { addonVersion } from "./addon-versions.ts";

type MetricsServerOptions = AddonOptions<"metrics-server">;

const ACCOUNT = { name: "metrics-server", namespace: "kube-system" } as const;
const LABELS = { "k8s-app": "metrics-server" } as const;

/** Use of processor and memory per node and pod: `kubectl top`, horizontal pod autoscalers. */
export const metricsServer = (
  { images }: MetricsServerOptions,
  { config }: AddonInput,
): readonly DraftObject[] => [
  namespaced({ kind: "ServiceAccount" }, ACCOUNT),
  {
    object: {
      apiVersion: RBAC,
      kind: "ClusterRole",
      metadata: {
        name: "system:aggregated-metrics-reader",
        labels: Object.fromEntries(
          ["view", "edit", "admin"].map((role) => [
            `rbac.authorization.k8s.io/aggregate-to-${role}`,
            "true",
          ]),
        ),
      },
      rules: [rule("metrics.k8s.io", ["pods", "nodes"], READ)],
    },
  },
  ...clusterGrant("system:metrics-server", ACCOUNT, [
    rule("", ["nodes/metrics", "nodes/stats"], ["get"]),
    rule("", ["pods", "nodes", "namespaces", "configmaps"], READ),
  ]),
  clusterBinding("metrics-server:system:auth-delegator", "system:auth-delegator", ACCOUNT),
  namespaced(
    { apiVersion: RBAC, kind: "RoleBinding" },
    { name: "metrics-server-auth-reader", namespace: ACCOUNT.namespace },
    {
      roleRef: roleRef("Role", "extension-apiserver-authentication-reader"),
      subjects: [subject(ACCOUNT)],
    },
  ),
  namespaced({ kind: "Service" }, ACCOUNT, {
    spec: { selector: LABELS, ports: [{ name: "https", port: 443, targetPort: "https" }] },
  }),
  deployment(
    images?.server ??
      `registry.k8s.io/metrics-server/metrics-server:${addonVersion("metrics-server", config.kubernetes.version)}`,
  ),
  apiService,
];

const deployment = (image: string): DraftObject =>
  namespaced({ apiVersion: "apps/v1", kind: "Deployment" }, ACCOUNT, {
    spec: {
      replicas: 1,
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: ACCOUNT.name,
          priorityClassName: "system-cluster-critical",
          nodeSelector: { "kubernetes.io/os": "linux" },
          containers: [
            {
              name: ACCOUNT.name,
              image,
              args: [
                "--cert-dir=/tmp",
                "--secure-port=4443",
                "--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname",
                "--kubelet-use-node-status-port",
                "--metric-resolution=15s",
                // kubeadm's kubelets have certificates of their own making.
                "--kubelet-insecure-tls",
              ],
              ports: [{ name: "https", containerPort: 4443, protocol: "TCP" }],
              livenessProbe: { ...httpGet("/livez", "https", "HTTPS"), failureThreshold: 3 },
              readinessProbe: { ...httpGet("/readyz", "https", "HTTPS"), initialDelaySeconds: 20 },
              resources: { requests: { cpu: "100m", memory: "200Mi" } },
              securityContext: {
                ...unprivileged,
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                runAsUser: 1000,
              },
              volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
            },
          ],
          volumes: [{ name: "scratch", emptyDir: {} }],
        },
      },
    },
  });

const apiService: DraftObject = {
  object: {
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name: "v1beta1.metrics.k8s.io" },
    spec: {
      group: "metrics.k8s.io",
      version: "v1beta1",
      service: { name: ACCOUNT.name, namespace: ACCOUNT.namespace },
      groupPriorityMinimum: 100,
      versionPriority: 100,
      // It makes its certificate up when it starts.
      insecureSkipTLSVerify: true,
    },
  },
};
