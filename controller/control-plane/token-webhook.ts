import { parseDurationMs } from "../config/duration.ts";
import type { PartOf, PlacedFile } from "./control-plane-part.ts";
import { placeSecret, placeText } from "./place-file.ts";
import { renderWebhookKubeconfig } from "./webhook-kubeconfig.ts";

/** Bearer tokens are shown to a reviewer. */
export const tokenWebhook: PartOf = ({ config, contents, hashSecret }) => {
  const webhook = config.authentication?.token_webhook;
  if (webhook === undefined) return {};
  const { cluster, user } = webhook.config;
  const read = (path: string) => contents.get(path) ?? "";
  const ca = map(cluster.certificate_authority, (path) =>
    placeText("token-webhook-ca.pem", read(path)),
  );
  const certificate = map(user.client_certificate, (path) =>
    placeText("token-webhook-certificate.pem", read(path)),
  );
  const key = map(user.client_key, (path) =>
    placeSecret("token-webhook-key.pem", read(path), hashSecret),
  );
  const kubeconfig = placeText(
    "token-webhook.yaml",
    renderWebhookKubeconfig({
      cluster: cluster.name,
      server: cluster.server,
      user: user.name,
      ...(ca && { certificateAuthority: ca.file.path }),
      ...(certificate && { clientCertificate: certificate.file.path }),
      ...(key && { clientKey: key.file.path }),
    }),
  );
  const ttlMs = parseDurationMs(webhook.cache_ttl ?? "");
  return {
    apiServer: {
      "authentication-token-webhook-config-file": kubeconfig.file.path,
      ...(ttlMs === undefined
        ? {}
        : { "authentication-token-webhook-cache-ttl": `${Math.round(ttlMs / 1000)}s` }),
    },
    files: [kubeconfig, ...[ca, certificate, key].filter((file) => file !== undefined)],
  };
};

const map = (
  path: string | undefined,
  place: (path: string) => PlacedFile,
): PlacedFile | undefined => (path === undefined ? undefined : place(path));
