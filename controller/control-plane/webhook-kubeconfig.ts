import { stringify } from "yaml";

export interface WebhookServer {
  readonly cluster: string;
  readonly server: string;
  readonly user: string;
  /** Paths on the master. */
  readonly certificateAuthority?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
}

/** How the API server finds a webhook: a kubeconfig of one context. */
export const renderWebhookKubeconfig = (webhook: WebhookServer): string =>
  stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: webhook.cluster,
          cluster: {
            server: webhook.server,
            ...(webhook.certificateAuthority === undefined
              ? {}
              : { "certificate-authority": webhook.certificateAuthority }),
          },
        },
      ],
      users: [
        {
          name: webhook.user,
          user: {
            ...(webhook.clientCertificate === undefined
              ? {}
              : { "client-certificate": webhook.clientCertificate }),
            ...(webhook.clientKey === undefined ? {} : { "client-key": webhook.clientKey }),
          },
        },
      ],
      contexts: [{ name: "webhook", context: { cluster: webhook.cluster, user: webhook.user } }],
      "current-context": "webhook",
    },
    { lineWidth: 0 },
  );
