import * as z from "zod";
import { duration } from "./durations.ts";
import { NodeLabels } from "./kubernetes-names.ts";

const enabled = z.boolean().default(true).describe("Whether the addon is wanted.");
const simple = z.strictObject({ enabled });

const Issuer = z.strictObject({
  name: z.string().describe("Name of the issuer."),
  server: z.string().describe("Address of the ACME server."),
  email: z.string().describe("Address for the registration."),
});

/** Addons by name. */
export const AddonConfigs = z.strictObject({
  "ingress-nginx": z
    .strictObject({
      enabled,
      node_selector: NodeLabels.optional().describe("Labels of the nodes that run it."),
      configmap: z
        .record(z.string(), z.string())
        .optional()
        .describe("Settings of the controller."),
      default_backend: z
        .strictObject({
          image: z.string().optional().describe("Image that answers when no rule matches."),
        })
        .optional()
        .describe("What answers when no rule matches."),
    })
    .optional()
    .describe("NGINX ingress controller."),
  "cert-manager": z
    .strictObject({
      enabled,
      issuer: Issuer.optional().describe("The issuer, if there is one."),
      issuers: z.array(Issuer).optional().describe("Several issuers."),
    })
    .optional()
    .describe("Certificates by ACME."),
  "host-upgrades": z
    .strictObject({
      enabled,
      interval: duration("1h").optional().describe("How often, such as `7d`."),
    })
    .optional()
    .describe("Security updates of the hosts."),
  kured: simple.optional().describe("Reboots that updates ask for."),
  "kubernetes-dashboard": simple.optional().describe("The dashboard."),
  "metrics-server": simple.optional().describe("Resource metrics."),
});
export type AddonConfigs = z.infer<typeof AddonConfigs>;
