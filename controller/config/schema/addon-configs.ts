import * as z from "zod";
import { HostUpgradesConfig } from "./host-upgrades-config.ts";
import { KuredConfig } from "./kured-config.ts";
import { NodeLabels, objectName } from "./kubernetes-names.ts";
import { textWith } from "./rule.ts";
import { httpUrl, imageReference } from "./urls.ts";

const enabled = z.boolean().default(true).describe("Whether the addon is wanted.");

/** Images of an addon's parts, for a registry or a release of one's own. */
const images = <const Part extends string>(...parts: readonly Part[]) =>
  z
    .partialRecord(z.enum(parts), imageReference)
    .optional()
    .describe(
      `Images instead of the pinned ones: ${parts.map((part) => `\`${part}\``).join(", ")}.`,
    );

const extraArguments = z
  .array(textWith((text) => (text.startsWith("-") ? undefined : { message: "is not a flag" })))
  .optional()
  .describe("Further flags of the controller.");

const Toleration = z.strictObject({
  key: z.string().optional().describe("Key of the taint; absent: of any."),
  operator: z.enum(["Equal", "Exists"]).optional().describe("How it is compared."),
  value: z.string().optional().describe("Value of the taint."),
  effect: z
    .enum(["NoSchedule", "PreferNoSchedule", "NoExecute"])
    .optional()
    .describe("Its effect; absent: any."),
});

const Issuer = z.strictObject({
  name: objectName.describe("Name of the issuer."),
  kind: z
    .enum(["Issuer", "ClusterIssuer"])
    .default("Issuer")
    .describe("Whether it serves one namespace or all."),
  namespace: objectName.default("default").describe("Namespace of an `Issuer`."),
  server: httpUrl().describe("Address of the ACME server."),
  email: textWith((text) =>
    /^[^@\s]+@[^@\s]+$/.test(text) ? undefined : { message: `"${text}" is not an e-mail address` },
  ).describe("Address for the registration."),
});

const IngressNginx = z.strictObject({
  enabled,
  node_selector: NodeLabels.optional().describe("Labels of the nodes that run it; absent: all."),
  configmap: z.record(z.string(), z.string()).optional().describe("Settings of the controller."),
  default_backend: z
    .strictObject({
      image: imageReference
        .optional()
        .describe("Image that answers when no rule matches; absent: the controller's own answer."),
    })
    .optional()
    .describe("What answers when no rule matches."),
  kind: z
    .enum(["DaemonSet", "Deployment"])
    .default("DaemonSet")
    .describe("Ports 80 and 443 of every matching node, or pods behind a load balancer."),
  deployment: z
    .strictObject({ replicas: z.int().min(1).default(2).describe("How many pods.") })
    .optional()
    .describe("For the kind `Deployment`."),
  service: z
    .strictObject({
      external_traffic_policy: z
        .enum(["Cluster", "Local"])
        .default("Cluster")
        .describe("`Local` keeps the client's address."),
    })
    .optional()
    .describe("The load balancer of the kind `Deployment`."),
  tolerations: z.array(Toleration).optional().describe("Taints that its pods tolerate."),
  extra_args: extraArguments,
  images: images("controller"),
});

const Certificates = z.strictObject({
  enabled,
  issuer: Issuer.optional().describe("The issuer, if there is one."),
  issuers: z.array(Issuer).optional().describe("Several issuers."),
  extra_args: extraArguments,
  images: images("controller", "cainjector", "webhook", "acmesolver"),
});

/** Addons by name. */
export const AddonConfigs = z.strictObject({
  "ingress-nginx": IngressNginx.optional().describe("NGINX ingress controller."),
  "cert-manager": Certificates.optional().describe("Certificates by ACME."),
  "host-upgrades": HostUpgradesConfig.optional().describe(
    "Upgrades of the distribution's packages, by the agents.",
  ),
  kured: KuredConfig.optional().describe("Reboots that updates ask for, by the agents."),
  "kubernetes-dashboard": z
    .strictObject({ enabled, images: images("dashboard", "metrics_scraper") })
    .optional()
    .describe("The dashboard."),
  "metrics-server": z
    .strictObject({ enabled, images: images("server") })
    .optional()
    .describe("Resource metrics."),
});
export type AddonConfigs = z.infer<typeof AddonConfigs>;
