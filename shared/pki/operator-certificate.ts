import { createPublicKey, type KeyObject } from "node:crypto";
import { certificateNameInvalid } from "../errors/pki-errors.ts";
import { type CertificateIssuer, issueCertificate } from "./issue-certificate.ts";
import { generateCertificateKey } from "./private-key.ts";

export const operatorRoles = ["viewer", "operator", "admin"] as const;
export type OperatorRole = (typeof operatorRoles)[number];

export interface OperatorCertificateOrder {
  readonly name: string;
  readonly role: OperatorRole;
  /** 24 hours by default. */
  readonly lifetimeMs?: number;
}

/** A client identity that lives in memory. */
export interface OperatorCertificate {
  /** Leaf, then the operators' intermediate, PEM. */
  readonly chain: string;
  readonly privateKey: KeyObject;
}

/**
 * Makes a key and a client certificate for a person or a run of the CLI: common name and, as
 * organizational unit, the role. Errors: CERTIFICATE_NAME_INVALID, ISSUER_EXPIRED.
 */
export const issueOperatorCertificate = async (
  issuer: CertificateIssuer,
  clusterId: string,
  order: OperatorCertificateOrder,
  now: Date,
): Promise<OperatorCertificate> => {
  const { name, role, lifetimeMs = 86_400_000 } = order;
  if (!isOperatorName(name)) {
    throw certificateNameInvalid({
      name,
      reason: "letters, digits and . _ @ - are allowed, at most 64",
    });
  }
  const privateKey = generateCertificateKey();
  const leaf = await issueCertificate(issuer, {
    subject: { organization: clusterId, unit: role, commonName: name },
    publicKey: createPublicKey(privateKey),
    usage: { kind: "leaf", purposes: ["client"], dnsNames: [], ipAddresses: [] },
    lifetimeMs,
    now,
  });
  return { chain: leaf + issuer.certificate.toString(), privateKey };
};

export const isOperatorName = (name: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/.test(name);
