import { createPublicKey, type KeyObject, X509Certificate } from "node:crypto";
import type { AuthorityUsage } from "./certificate-der.ts";
import { type CertificateIssuer, issueCertificate, issueRoot } from "./issue-certificate.ts";
import { generateCertificateKey } from "./private-key.ts";

/** What an intermediate issues for; a peer's kind follows from this alone. */
export type AuthorityKind = "agents" | "operators";

const dayMs = 86_400_000;

/** A new cluster's root: 20 years, two levels below it. */
export const createRoot = async (clusterId: string, now: Date): Promise<CertificateIssuer> => {
  const privateKey = generateCertificateKey();
  return await issueRoot(privateKey, {
    subject: { organization: clusterId, commonName: "pharos root" },
    publicKey: createPublicKey(privateKey),
    usage: { kind: "authority", pathLength: 1, purposes: [] },
    lifetimeMs: 20 * 365 * dayMs,
    now,
  });
};

/** A new intermediate below the root: one year, leaves only. */
export const createIntermediate = async (
  root: CertificateIssuer,
  kind: AuthorityKind,
  clusterId: string,
  now: Date,
): Promise<CertificateIssuer> => {
  const privateKey = generateCertificateKey();
  return await certifyIntermediate(root, kind, privateKey, clusterId, now);
};

/**
 * A new certificate for an intermediate's key. Renewal keeps key and name, so all that was issued
 * before stays good under the old certificate and under the new one.
 */
export const certifyIntermediate = async (
  root: CertificateIssuer,
  kind: AuthorityKind,
  privateKey: KeyObject,
  clusterId: string,
  now: Date,
): Promise<CertificateIssuer> => {
  const certificate = await issueCertificate(root, {
    subject: { organization: clusterId, commonName: `pharos ${kind}` },
    publicKey: createPublicKey(privateKey),
    usage: usageOf(kind),
    lifetimeMs: 365 * dayMs,
    now,
  });
  return { certificate: new X509Certificate(certificate), privateKey };
};

function usageOf(kind: AuthorityKind): AuthorityUsage {
  switch (kind) {
    case "agents":
      return { kind: "authority", pathLength: 0, purposes: ["server", "client"] };
    // Without "server", nothing that it issues can pass for an agent's listener.
    case "operators":
      return { kind: "authority", pathLength: 0, purposes: ["client"] };
  }
}
