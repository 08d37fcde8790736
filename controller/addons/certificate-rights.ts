import type { DraftObject } from "../stacks/draft-stack.ts";
import { clusterGrant, grant, READ, rule } from "./addon-objects.ts";
import { WEBHOOK_SECRET } from "./certificate-webhooks.ts";

export const CERTIFICATE_NAMESPACE = "cert-manager";

const account = (name: string) => ({ name, namespace: CERTIFICATE_NAMESPACE }) as const;

export const CONTROLLER = account("cert-manager");
export const CAINJECTOR = account("cert-manager-cainjector");
export const WEBHOOK = account("cert-manager-webhook");

/** Who of cert-manager's parts may do what. The controller reads and writes Secrets everywhere: that is its work. */
export const certificateRights = (): readonly DraftObject[] => [
  ...clusterGrant("cert-manager-controller", CONTROLLER, controllerRules),
  ...clusterGrant("cert-manager-cainjector", CAINJECTOR, [
    rule(GROUP, ["certificates"], READ),
    rule("", ["secrets"], READ),
    rule("", ["events"], ["get", "create", "update", "patch"]),
    rule(
      "admissionregistration.k8s.io",
      ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
      CHANGE,
    ),
    rule("apiregistration.k8s.io", ["apiservices"], CHANGE),
    rule("apiextensions.k8s.io", ["customresourcedefinitions"], CHANGE),
  ]),
  ...clusterGrant("cert-manager-webhook", WEBHOOK, [
    rule("authorization.k8s.io", ["subjectaccessreviews"], ["create"]),
  ]),
  ...grant("cert-manager-leader", CONTROLLER, leaderRules("cert-manager-controller")),
  ...grant(
    "cert-manager-cainjector-leader",
    CAINJECTOR,
    leaderRules(
      "cert-manager-cainjector-leader-election",
      "cert-manager-cainjector-leader-election-core",
    ),
  ),
  ...grant("cert-manager-webhook-serving", WEBHOOK, [
    rule("", ["secrets"], ["get", "list", "watch", "update"], [WEBHOOK_SECRET]),
    rule("", ["secrets"], ["create"]),
  ]),
];

const GROUP = "cert-manager.io";
const ACME = "acme.cert-manager.io";
const CHANGE = [...READ, "update", "patch"];
const MANAGE = [...CHANGE, "create", "delete"];
const SIGNERS = ["issuers.cert-manager.io/*", "clusterissuers.cert-manager.io/*"];

const withParts = (...resources: readonly string[]): readonly string[] =>
  resources.flatMap((name) => [name, `${name}/status`, `${name}/finalizers`]);

const controllerRules = [
  rule(GROUP, withParts("certificates", "certificaterequests"), MANAGE),
  rule(GROUP, withParts("issuers", "clusterissuers"), CHANGE),
  rule(ACME, withParts("orders", "challenges"), MANAGE),
  rule("", ["secrets"], MANAGE),
  rule("", ["events"], ["create", "patch"]),
  // What answers a challenge comes and goes.
  rule("", ["pods", "services"], [...READ, "create", "delete"]),
  rule("networking.k8s.io", ["ingresses"], MANAGE),
  rule("networking.k8s.io", ["ingresses/finalizers"], ["update"]),
  rule("gateway.networking.k8s.io", ["gateways", "httproutes"], MANAGE),
  rule("gateway.networking.k8s.io", ["gateways/finalizers", "httproutes/finalizers"], ["update"]),
  rule(GROUP, ["signers"], ["approve"], SIGNERS),
  rule("certificates.k8s.io", ["certificatesigningrequests"], [...READ, "update"]),
  rule("certificates.k8s.io", ["certificatesigningrequests/status"], ["update", "patch"]),
  rule("certificates.k8s.io", ["signers"], ["sign"], SIGNERS),
  rule("authorization.k8s.io", ["subjectaccessreviews"], ["create"]),
];

const leaderRules = (...leases: readonly string[]) => [
  rule("coordination.k8s.io", ["leases"], ["get", "update", "patch"], leases),
  rule("coordination.k8s.io", ["leases"], ["create"]),
];
