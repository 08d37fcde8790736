import type { X509Certificate } from "node:crypto";

export interface CertificateValidity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** When a certificate is good. From the texts ("Nov 22 14:45:50 2026 GMT"): Node 20 has no dates. */
export const validityOf = (certificate: X509Certificate): CertificateValidity => ({
  notBefore: new Date(certificate.validFrom),
  notAfter: new Date(certificate.validTo),
});
