import * as z from "zod/mini";

/**
 * The words of an enrolment, one JSON object a line, over the SSH channel: the controller says who
 * the host is to be, the agent answers with a request for a key that was made on the host, the
 * controller sends the certificate and what the agent needs to trust its cluster.
 */
export const EnrolStart = z.strictObject({
  type: z.literal("start"),
  clusterId: z.string(),
  clusterName: z.string(),
  host: z.string(),
  /** An agent of another cluster may be replaced (a takeover that a person confirmed). */
  replace: z.boolean(),
  /** Who asked for it, for the host's record of events. */
  requestedBy: z.string(),
});
export type EnrolStart = z.infer<typeof EnrolStart>;

export const EnrolRequest = z.strictObject({ type: z.literal("request"), csr: z.string() });
export type EnrolRequest = z.infer<typeof EnrolRequest>;

export const WireDocument = z.strictObject({
  kind: z.string(),
  keyId: z.string(),
  /** Base64. */
  payload: z.string(),
  signature: z.string(),
});
export type WireDocument = z.infer<typeof WireDocument>;

const WireAuthoritySet = z.strictObject({
  rootCertificate: z.string(),
  agentsIntermediate: z.string(),
  operatorsIntermediate: z.string(),
});

/** A `TrustBundle` in this form; that of an agent's own file, too. */
export const WireTrust = z.extend(WireAuthoritySet, {
  also: z.optional(WireAuthoritySet),
  number: z.optional(z.int()),
});

export const EnrolInstall = z.strictObject({
  type: z.literal("install"),
  /** PEM, leaf first. */
  certificateChain: z.string(),
  trust: WireTrust,
  /** Masters renew other agents' certificates with it. */
  issuerKey: z.optional(z.string()),
  membership: WireDocument,
  /** The signers that the first membership is judged by. */
  signers: z.array(z.strictObject({ keyId: z.string(), publicKey: z.string() })),
  port: z.int(),
  agentVersion: z.string(),
  bundleSha256: z.string(),
  nodeVersion: z.string(),
  unit: z.string(),
});
export type EnrolInstall = z.infer<typeof EnrolInstall>;

export const EnrolInstalled = z.strictObject({ type: z.literal("installed") });
export const EnrolFailed = z.strictObject({
  type: z.literal("failed"),
  error: z.strictObject({
    code: z.string(),
    blame: z.enum(["user", "environment", "bug"]),
    message: z.string(),
    hint: z.string(),
    fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
});

/** What the agent says. */
export const EnrolAnswer = z.discriminatedUnion("type", [
  EnrolRequest,
  EnrolInstalled,
  EnrolFailed,
]);
export type EnrolAnswer = z.infer<typeof EnrolAnswer>;
