import { type KeyObject, randomBytes, X509Certificate } from "node:crypto";
import { issuerExpired } from "../errors/pki-errors.ts";
import type { CertificateUsage, DistinguishedName } from "./certificate-der.ts";
import { validityOf } from "./certificate-validity.ts";

/** An authority that can issue: its certificate and the key that belongs to it. */
export interface CertificateIssuer {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

export interface CertificateOrder {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly usage: CertificateUsage;
  /** From now on; cut to the issuer's own end. */
  readonly lifetimeMs: number;
  readonly now: Date;
}

/**
 * Issues one certificate and gives its PEM. It is good from one hour before `now`, so that hosts whose clock is
 * behind take it. Errors: ISSUER_EXPIRED.
 */
export const issueCertificate = async (
  issuer: CertificateIssuer,
  order: CertificateOrder,
): Promise<string> => await encodeOrder(order, issuer.certificate, issuer.privateKey);

/** Issues the certificate of a root for its own key. */
export const issueRoot = async (
  privateKey: KeyObject,
  order: CertificateOrder,
): Promise<CertificateIssuer> => ({
  certificate: new X509Certificate(await encodeOrder(order, undefined, privateKey)),
  privateKey,
});

async function encodeOrder(
  order: CertificateOrder,
  issuer: X509Certificate | undefined,
  privateKey: KeyObject,
): Promise<string> {
  // On demand: only what issues pays for loading the encoder.
  const { encodeCertificate } = await import("./certificate-der.ts");
  const { subject, publicKey, usage, now } = order;
  const content = {
    subject,
    publicKey,
    usage,
    notBefore: new Date(now.getTime() - 3_600_000),
    notAfter: endOf(order, issuer),
    serial: randomSerial(),
  };
  return encodeCertificate(content, issuer, privateKey);
}

function endOf({ now, lifetimeMs }: CertificateOrder, issuer: X509Certificate | undefined): Date {
  const wanted = now.getTime() + lifetimeMs;
  if (issuer === undefined) return new Date(wanted);
  const { notAfter } = validityOf(issuer);
  if (notAfter <= now) {
    throw issuerExpired({
      issuer: issuer.subject.replaceAll("\n", ", "),
      expiredAt: notAfter.toISOString(),
    });
  }
  return new Date(Math.min(wanted, notAfter.getTime()));
}

/** 128 bits, the upper two fixed to 01: positive, and always 32 hex digits wherever it is printed. */
function randomSerial(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
