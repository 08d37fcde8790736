import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";

/** Made by the webhook itself: its authority, which the cainjector hands on to the API server. */
export const WEBHOOK_SECRET = "cert-manager-webhook-ca";

const NAME = "cert-manager-webhook";
const NAMESPACE = "cert-manager";

/** Requests are stamped with who made them, and everything is checked before it is stored. */
export const certificateWebhooks = (): readonly DraftObject[] => [
  configuration("MutatingWebhookConfiguration", "/mutate", {
    rules: [
      {
        apiGroups: ["cert-manager.io"],
        apiVersions: ["v1"],
        operations: ["CREATE"],
        resources: ["certificaterequests"],
      },
    ],
  }),
  configuration("ValidatingWebhookConfiguration", "/validate", {
    rules: [
      {
        apiGroups: ["cert-manager.io", "acme.cert-manager.io"],
        apiVersions: ["v1"],
        operations: ["CREATE", "UPDATE"],
        resources: ["*/*"],
      },
    ],
    namespaceSelector: {
      matchExpressions: [
        { key: "cert-manager.io/disable-validation", operator: "NotIn", values: ["true"] },
      ],
    },
  }),
];

const configuration = (kind: string, path: string, rest: JsonObject): DraftObject => ({
  object: {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind,
    metadata: {
      name: NAME,
      annotations: { "cert-manager.io/inject-ca-from-secret": `${NAMESPACE}/${WEBHOOK_SECRET}` },
    },
    webhooks: [
      {
        name: "webhook.cert-manager.io",
        admissionReviewVersions: ["v1"],
        matchPolicy: "Equivalent",
        timeoutSeconds: 30,
        failurePolicy: "Fail",
        sideEffects: "None",
        clientConfig: { service: { name: NAME, namespace: NAMESPACE, path } },
        ...rest,
      },
    ],
  },
});
