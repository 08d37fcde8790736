import * as z from "zod";
import { duration } from "./durations.ts";
import { filePath } from "./rule.ts";
import { httpUrl } from "./urls.ts";

/** Who may speak to the API server, besides certificates and service accounts. */
export const AuthenticationConfig = z.strictObject({
  token_webhook: z
    .strictObject({
      config: z
        .strictObject({
          cluster: z
            .strictObject({
              name: z.string().describe("Name of the reviewer."),
              server: httpUrl().describe("Address of the reviewer."),
              certificate_authority: filePath().optional().describe("PEM file of its authority."),
            })
            .describe("The reviewer."),
          user: z
            .strictObject({
              name: z.string().describe("Name that the API server has there."),
              client_key: filePath().optional().describe("Its private key file."),
              client_certificate: filePath().optional().describe("Its certificate file."),
            })
            .describe("How the API server presents itself."),
        })
        .describe("Reviewer and user."),
      cache_ttl: duration("1s").optional().describe("How long answers are kept."),
    })
    .optional()
    .describe("Bearer tokens are judged by a webhook."),
  oidc: z
    .strictObject({
      issuer_url: httpUrl().describe("Address of the issuer."),
      client_id: z.string().describe("Client that tokens must be for."),
      username_claim: z.string().optional().describe("Claim with the user."),
      username_prefix: z.string().optional().describe("Put before the user."),
      groups_claim: z.string().optional().describe("Claim with the groups."),
      groups_prefix: z.string().optional().describe("Put before each group."),
      ca_file: filePath().optional().describe("PEM file of the issuer's authority."),
    })
    .optional()
    .describe("OpenID Connect."),
});
export type AuthenticationConfig = z.infer<typeof AuthenticationConfig>;

/** Audit events, level Metadata. */
export const AuditConfig = z.strictObject({
  server: httpUrl().optional().describe("Same as `audit.webhook.server`."),
  webhook: z
    .strictObject({ server: httpUrl().describe("Address that receives the events.") })
    .optional()
    .describe("Events go to a webhook, in batches."),
  file: z
    .strictObject({
      path: z.string().default("/var/log/kubernetes/audit.json").describe("File on the masters."),
      max_size: z.int().min(1).default(100).describe("Megabytes until a new file begins."),
      max_age: z.int().min(1).default(30).describe("Days that files are kept."),
      max_backups: z.int().min(0).default(20).describe("Number of files that are kept."),
    })
    .optional()
    .describe("Events go to a file."),
});
export type AuditConfig = z.infer<typeof AuditConfig>;

export const AdmissionPlugins = z.array(
  z.strictObject({
    name: z.string().describe("Name of the plugin."),
    enabled: z.boolean().default(true).describe("Switched on, or off."),
  }),
);
export type AdmissionPlugins = z.infer<typeof AdmissionPlugins>;

export const ExternalEtcd = z.strictObject({
  endpoints: z.array(httpUrl()).min(1).describe("Addresses of all members."),
  certificate: filePath().optional().describe("Client certificate file."),
  key: filePath().optional().describe("Client key file."),
  ca_certificate: filePath().optional().describe("PEM file of the authority."),
});
export type ExternalEtcd = z.infer<typeof ExternalEtcd>;
