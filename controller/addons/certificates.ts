import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";
import { currentAcmeServer } from "./acme-servers.ts";
import {
  deployment,
  httpGet,
  namespaced,
  namespaceObject,
  podNamespace,
  unprivileged,
} from "./addon-objects.ts";
import type { AddonInput, AddonOptions } from "./addon-input.ts";
import { addonVersion } from "./addon-versions.ts";
import { certificateDefinitions } from "./certificate-definitions.ts";
import {
  CAINJECTOR,
  CERTIFICATE_NAMESPACE,
  certificateRights,
  CONTROLLER,
  WEBHOOK,
} from "./certificate-rights.ts";
import { certificateWebhooks, WEBHOOK_SECRET } from "./certificate-webhooks.ts";

type CertificateOptions = AddonOptions<"cert-manager">;

/** Certificates by ACME: the controller, what gives webhooks their authority, the webhook, and the issuers. */
export const certificates = (
  options: CertificateOptions,
  { config }: AddonInput,
): readonly DraftObject[] => {
  const version = addonVersion("cert-manager", config.kubernetes.version);
  const imageOf = (part: ImagePart): string =>
    options.images?.[part] ?? `quay.io/jetstack/cert-manager-${part}:${version}`;
  return [
    namespaceObject(CERTIFICATE_NAMESPACE),
    ...certificateDefinitions(),
    ...[CONTROLLER, CAINJECTOR, WEBHOOK].map((account) =>
      namespaced({ kind: "ServiceAccount" }, account),
    ),
    ...certificateRights(),
    part(CONTROLLER, controller(imageOf, options.extra_args ?? [])),
    part(CAINJECTOR, cainjector(imageOf("cainjector"))),
    part(WEBHOOK, webhook(imageOf("webhook"))),
    namespaced({ kind: "Service" }, WEBHOOK, {
      spec: {
        selector: { app: WEBHOOK.name },
        ports: [{ name: "https", port: 443, targetPort: "https" }],
      },
    }),
    ...certificateWebhooks(),
    ...issuersOf(options).map(issuerObject),
  ];
};

type ImagePart = keyof NonNullable<CertificateOptions["images"]>;

const part = (account: typeof CONTROLLER, container: JsonObject): DraftObject =>
  deployment(account, account.name, {
    securityContext: { runAsNonRoot: true },
    containers: [
      { name: account.name, env: [podNamespace], securityContext: unprivileged, ...container },
    ],
  });

const controller = (
  imageOf: (part: ImagePart) => string,
  extra: readonly string[],
): JsonObject => ({
  image: imageOf("controller"),
  args: [
    "--v=2",
    "--cluster-resource-namespace=$(POD_NAMESPACE)",
    "--leader-election-namespace=$(POD_NAMESPACE)",
    `--acme-http01-solver-image=${imageOf("acmesolver")}`,
    ...extra,
  ],
});

const cainjector = (image: string): JsonObject => ({
  image,
  args: ["--v=2", "--leader-election-namespace=$(POD_NAMESPACE)"],
});

const webhook = (image: string): JsonObject => ({
  image,
  args: [
    "--v=2",
    "--secure-port=10250",
    "--dynamic-serving-ca-secret-namespace=$(POD_NAMESPACE)",
    `--dynamic-serving-ca-secret-name=${WEBHOOK_SECRET}`,
    `--dynamic-serving-dns-names=${["", ".$(POD_NAMESPACE)", ".$(POD_NAMESPACE).svc"]
      .map((suffix) => `${WEBHOOK.name}${suffix}`)
      .join(",")}`,
  ],
  ports: [{ name: "https", containerPort: 10250, protocol: "TCP" }],
  livenessProbe: { ...httpGet("/livez", 6080), initialDelaySeconds: 60 },
  readinessProbe: { ...httpGet("/healthz", 6080), initialDelaySeconds: 5 },
});

type Issuer = NonNullable<CertificateOptions["issuers"]>[number];

const issuersOf = ({ issuer, issuers = [] }: CertificateOptions): readonly Issuer[] => [
  ...(issuer === undefined ? [] : [issuer]),
  ...issuers,
];

/** An Issuer serves its own namespace, as it always has; a ClusterIssuer serves all. */
const issuerObject = ({ name, kind, namespace, server, email }: Issuer): DraftObject => ({
  object: {
    apiVersion: "cert-manager.io/v1",
    kind,
    metadata: { name, ...(kind === "Issuer" ? { namespace } : {}) },
    spec: {
      acme: {
        server: currentAcmeServer(server) ?? server,
        email,
        privateKeySecretRef: { name: `${name}-account-key` },
        solvers: [{ http01: { ingress: { class: "nginx" } } }],
      },
    },
  },
});
