import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";
import {
  clusterGrant,
  deployment,
  grant,
  httpGet,
  namespaced,
  namespaceObject,
  READ,
  rule,
  unprivileged,
} from "./addon-objects.ts";
import type { AddonInput, AddonOptions } from "./addon-input.ts";
import { addonVersion } from "./addon-versions.ts";

type DashboardOptions = AddonOptions<"kubernetes-dashboard">;

const NAME = "kubernetes-dashboard";
const NAMESPACE = "kubernetes-dashboard";
const ACCOUNT = { name: NAME, namespace: NAMESPACE } as const;
const SCRAPER = { name: "dashboard-metrics-scraper", namespace: NAMESPACE } as const;

/** Which release of the scraper goes with which of the dashboard. */
const SCRAPER_VERSIONS: Readonly<Record<string, string>> = { "v2.2.0": "v1.0.6" };

/**
 * The dashboard, which may do next to nothing by itself: whoever looks at it logs in with a token of
 * their own, and sees and does what that may.
 */
export const kubernetesDashboard = (
  { images }: DashboardOptions,
  { config }: AddonInput,
): readonly DraftObject[] => {
  const version = addonVersion("kubernetes-dashboard", config.kubernetes.version);
  const scraper = SCRAPER_VERSIONS[version] ?? "v1.0.8";
  return [
    namespaceObject(NAMESPACE),
    namespaced({ kind: "ServiceAccount" }, ACCOUNT),
    // Filled by the dashboard itself, so that all its pods share them.
    ...SECRETS.map((name) =>
      namespaced({ kind: "Secret" }, { name, namespace: NAMESPACE }, { type: "Opaque" }),
    ),
    namespaced({ kind: "ConfigMap" }, { name: SETTINGS, namespace: NAMESPACE }),
    ...grant(NAME, ACCOUNT, [
      rule("", ["secrets"], ["get", "update", "delete"], SECRETS),
      rule("", ["configmaps"], ["get", "update"], [SETTINGS]),
      rule("", ["services/proxy"], ["get"], [SCRAPER.name, `http:${SCRAPER.name}`]),
    ]),
    ...clusterGrant(NAME, ACCOUNT, [rule("metrics.k8s.io", ["pods", "nodes"], READ)]),
    service(ACCOUNT.name, 443, 8443),
    deployment(
      ACCOUNT,
      ACCOUNT.name,
      dashboard(images?.dashboard ?? `docker.io/kubernetesui/dashboard:${version}`),
    ),
    service(SCRAPER.name, 8000, 8000),
    deployment(
      SCRAPER,
      ACCOUNT.name,
      metricsScraper(
        images?.metrics_scraper ?? `docker.io/kubernetesui/metrics-scraper:${scraper}`,
      ),
    ),
  ];
};

const SETTINGS = "kubernetes-dashboard-settings";
const SECRETS = [
  "kubernetes-dashboard-certs",
  "kubernetes-dashboard-csrf",
  "kubernetes-dashboard-key-holder",
];

const service = (name: string, port: number, targetPort: number): DraftObject =>
  namespaced(
    { kind: "Service" },
    { name, namespace: NAMESPACE },
    {
      spec: { selector: { app: name }, ports: [{ port, targetPort }] },
    },
  );

const restricted: JsonObject = {
  ...unprivileged,
  readOnlyRootFilesystem: true,
  runAsUser: 1001,
  runAsGroup: 2001,
};

const dashboard = (image: string): JsonObject => ({
  containers: [
    {
      name: NAME,
      image,
      args: [
        "--auto-generate-certificates",
        `--namespace=${NAMESPACE}`,
        `--sidecar-host=http://${SCRAPER.name}.${NAMESPACE}.svc:8000`,
      ],
      ports: [{ containerPort: 8443, protocol: "TCP" }],
      livenessProbe: {
        ...httpGet("/", 8443, "HTTPS"),
        initialDelaySeconds: 30,
        timeoutSeconds: 30,
      },
      securityContext: restricted,
      volumeMounts: [
        { name: "certificates", mountPath: "/certs" },
        { name: "scratch", mountPath: "/tmp" },
      ],
    },
  ],
  volumes: [
    { name: "certificates", secret: { secretName: "kubernetes-dashboard-certs" } },
    { name: "scratch", emptyDir: {} },
  ],
});

const metricsScraper = (image: string): JsonObject => ({
  containers: [
    {
      name: SCRAPER.name,
      image,
      ports: [{ containerPort: 8000, protocol: "TCP" }],
      livenessProbe: { ...httpGet("/", 8000), initialDelaySeconds: 30, timeoutSeconds: 30 },
      securityContext: restricted,
      volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
    },
  ],
  volumes: [{ name: "scratch", emptyDir: {} }],
});
