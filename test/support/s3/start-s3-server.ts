import { createPublicKey } from "node:crypto";
import { createRoot } from "../../../shared/pki/authority.ts";
import { issueCertificate } from "../../../shared/pki/issue-certificate.ts";
import { generateCertificateKey } from "../../../shared/pki/private-key.ts";
import type { S3Settings } from "../../../shared/s3/s3-settings.ts";
import { S3Server, type S3ServerOptions } from "./s3-server.ts";

export interface StartedS3Server {
  readonly server: S3Server;
  /** Of a client that is let in. */
  readonly settings: S3Settings & { readonly ca: string };
}

const ADDRESS = "127.0.0.1";

/** A store on loopback, with a certificate of an authority of its own. */
export const startS3Server = async (
  over: Partial<Pick<S3ServerOptions, "pageSize" | "now">> = {},
): Promise<StartedS3Server> => {
  const now = new Date();
  const root = await createRoot("store", now);
  const privateKey = generateCertificateKey();
  const cert = await issueCertificate(root, {
    subject: { organization: "store", commonName: "store" },
    publicKey: createPublicKey(privateKey),
    usage: {
      kind: "leaf",
      purposes: ["server"],
      dnsNames: ["localhost", "snapshots.localhost"],
      ipAddresses: [ADDRESS],
    },
    lifetimeMs: 86_400_000,
    now,
  });
  const account = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "planted/secret+of the store",
    region: "eu-central-1",
    bucket: "snapshots",
  };
  const key = String(privateKey.export({ type: "pkcs8", format: "pem" }));
  const server = new S3Server({ ...account, tls: { key, cert }, ...over });
  const port = await server.listen(ADDRESS);
  const endpoint = `https://${ADDRESS}:${port}`;
  const ca = root.certificate.toString();
  return { server, settings: { ...account, endpoint, pathStyle: true, ca } };
};
