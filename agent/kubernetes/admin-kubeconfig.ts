import { createPrivateKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { stringify } from "yaml";
import { clusterCaUnreadable } from "../../shared/errors/kubernetes-errors.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { HostReader } from "../host/host.ts";
import type { RandomBytes } from "../kubeadm/join-token.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import type { ClusterAuthority } from "./client-certificate.ts";

export interface AdminKubeconfigOrder {
  /** Names cluster and context in the file. */
  readonly cluster: string;
  readonly kubernetesVersion: string;
  /** `https://api.example.com:6443`: must be a name or address in the API server's certificate. */
  readonly server: string;
  /** Whom the API's audit log names. */
  readonly user: string;
  /** At most until the cluster's authority ends. */
  readonly lifetimeMs: number;
  readonly randomBytes: RandomBytes;
}

/**
 * A kubeconfig for an administrator with a key and certificate of its own, made on a master: the
 * text holds the key, so it is a secret. Nothing on the master changes. Throws `CLUSTER_CA_UNREADABLE`.
 */
export const createAdminKubeconfig = async (
  host: Pick<HostReader, "files" | "now">,
  order: AdminKubeconfigOrder,
): Promise<string> => {
  const authority = await readAuthority(host);
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const nowMs = host.now().getTime();
  const endMs = Math.min(nowMs + order.lifetimeMs, authority.certificate.validToDate.getTime());
  // On demand: few runs of the agent ever issue anything.
  const { issueClientCertificate } = await import("./client-certificate.ts");
  const certificate = issueClientCertificate(authority, {
    user: order.user,
    group: versionRow(order.kubernetesVersion).kubeadm.adminGroup,
    publicKey,
    // The clocks of other masters may be behind.
    notBefore: new Date(nowMs - 3_600_000),
    notAfter: new Date(endMs),
    serial: toSerial(order.randomBytes(16)),
  });
  return renderKubeconfig(order, {
    authority: authority.certificate.toString(),
    certificate,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  });
};

const readAuthority = async (host: Pick<HostReader, "files">): Promise<ClusterAuthority> => {
  const certificate = await host.files.read(kubeadmPaths.caCertificate);
  const key = await host.files.read(kubeadmPaths.caKey);
  try {
    return {
      certificate: new X509Certificate(certificate ?? ""),
      privateKey: createPrivateKey(key ?? ""),
    };
  } catch (cause) {
    throw clusterCaUnreadable({ path: kubeadmPaths.caKey }, { cause });
  }
};

/** Positive, and of one length wherever it is printed. */
const toSerial = (bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(bytes, (byte, index) => (index === 0 ? (byte & 0x3f) | 0x40 : byte));

interface KubeconfigPems {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

const renderKubeconfig = (
  { cluster, server, user }: AdminKubeconfigOrder,
  pems: KubeconfigPems,
): string =>
  stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [
        {
          name: cluster,
          cluster: { "certificate-authority-data": toBase64(pems.authority), server },
        },
      ],
      contexts: [{ name: cluster, context: { cluster, user: `${user}@${cluster}` } }],
      "current-context": cluster,
      users: [
        {
          name: `${user}@${cluster}`,
          user: {
            "client-certificate-data": toBase64(pems.certificate),
            "client-key-data": toBase64(pems.key),
          },
        },
      ],
    },
    { lineWidth: 0 },
  );

const toBase64 = (pem: string): string => Buffer.from(pem, "utf8").toString("base64");
