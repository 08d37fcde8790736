import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";

interface Definition {
  readonly group: "cert-manager.io" | "acme.cert-manager.io";
  readonly kind: string;
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly scope?: "Cluster";
}

const definitions: readonly Definition[] = [
  {
    group: "cert-manager.io",
    kind: "Certificate",
    plural: "certificates",
    shortNames: ["cert", "certs"],
  },
  {
    group: "cert-manager.io",
    kind: "CertificateRequest",
    plural: "certificaterequests",
    shortNames: ["cr", "crs"],
  },
  { group: "cert-manager.io", kind: "Issuer", plural: "issuers" },
  { group: "cert-manager.io", kind: "ClusterIssuer", plural: "clusterissuers", scope: "Cluster" },
  { group: "acme.cert-manager.io", kind: "Order", plural: "orders" },
  { group: "acme.cert-manager.io", kind: "Challenge", plural: "challenges" },
];

/**
 * The kinds that cert-manager works with. Fields are not listed: its webhook checks them, in the form
 * that its release knows, so that another release does not need other definitions.
 */
export const certificateDefinitions = (): readonly DraftObject[] => definitions.map(toObject);

const toObject = ({ group, kind, plural, shortNames, scope }: Definition): DraftObject => ({
  object: {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: scope ?? "Namespaced",
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        categories: ["cert-manager"],
        ...(shortNames === undefined ? {} : { shortNames }),
      },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: columns(group),
          schema: {
            openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
          },
        },
      ],
    },
  },
});

/** Orders and challenges have a state, the others a condition. */
const columns = (group: Definition["group"]): readonly JsonObject[] => [
  group === "acme.cert-manager.io"
    ? { name: "State", type: "string", jsonPath: ".status.state" }
    : {
        name: "Ready",
        type: "string",
        jsonPath: '.status.conditions[?(@.type=="Ready")].status',
      },
  { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
];
