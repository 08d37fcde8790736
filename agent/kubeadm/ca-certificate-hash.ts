import { createHash, X509Certificate } from "node:crypto";
import { clusterCaUnreadable } from "../../shared/errors/kubernetes-errors.ts";
import type { HostReader } from "../host/host.ts";
import { kubeadmPaths } from "./kubeadm-paths.ts";

/**
 * What joining hosts know the cluster's authority by: `sha256:` and the hex digest of its public key
 * (SubjectPublicKeyInfo). Public, not a secret. Throws `CLUSTER_CA_UNREADABLE`.
 */
export const readCaCertificateHash = async (host: Pick<HostReader, "files">): Promise<string> => {
  const certificate = parseCertificate((await host.files.read(kubeadmPaths.caCertificate)) ?? "");
  const publicKey = certificate.publicKey.export({ type: "spki", format: "der" });
  return `sha256:${createHash("sha256").update(publicKey).digest("hex")}`;
};

const parseCertificate = (pem: string): X509Certificate => {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw clusterCaUnreadable({ path: kubeadmPaths.caCertificate }, { cause });
  }
};
