import { createHash, type KeyObject, sign, type X509Certificate } from "node:crypto";
import ipaddr from "ipaddr.js";
import { type Asn1Node, bitsOf, childrenOf, decodeDer, der, encodeDer } from "./der.ts";
import { renderPem } from "./pem.ts";
import { encodePublicKey, pointOf } from "./public-key-der.ts";

/** All that stands in a certificate. */
export interface CertificateContent {
  readonly subject: DistinguishedName;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 16 bytes with the top bit clear. */
  readonly serial: Uint8Array;
  readonly usage: CertificateUsage;
}

/** Parts in the order of rendering: organization, unit, common name. */
export interface DistinguishedName {
  readonly organization: string;
  readonly unit?: string;
  readonly commonName: string;
}

export type CertificateUsage = AuthorityUsage | LeafUsage;

export interface AuthorityUsage {
  readonly kind: "authority";
  /** How many further authorities may stand between it and a leaf. */
  readonly pathLength: number;
  /** Given: no certificate below may be used for anything else (OpenSSL holds chains to that). */
  readonly purposes: readonly CertificatePurpose[];
}

export interface LeafUsage {
  readonly kind: "leaf";
  readonly purposes: readonly CertificatePurpose[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
}

export type CertificatePurpose = "server" | "client";

/**
 * Makes and signs an X.509 v3 certificate (RFC 5280), ECDSA P-256 with SHA-256, and gives its PEM.
 * `issuer` is undefined for a root, which `privateKey` then signs for itself.
 */
export const encodeCertificate = (
  content: CertificateContent,
  issuer: X509Certificate | undefined,
  privateKey: KeyObject,
): string => {
  const subject = renderName(content.subject);
  const keyIdentifier = renderKeyIdentifier(pointOf(content.publicKey));
  const parent = issuer === undefined ? { name: subject, keyIdentifier } : readIssuer(issuer);
  const body = der.sequence([
    der.explicit(0, [der.integer(Uint8Array.of(2))]),
    der.integer(content.serial),
    ecdsaWithSha256(),
    parent.name,
    der.sequence([der.time(content.notBefore), der.time(content.notAfter)]),
    subject,
    encodePublicKey(content.publicKey),
    der.explicit(3, [
      der.sequence(renderExtensions(content.usage, keyIdentifier, parent.keyIdentifier)),
    ]),
  ]);
  const signature = sign("sha256", encodeDer(body), privateKey);
  return renderPem(
    "CERTIFICATE",
    encodeDer(der.sequence([body, ecdsaWithSha256(), der.bits(signature)])),
  );
};

export const ecdsaWithSha256Oid = "1.2.840.10045.4.3.2";

/** AlgorithmIdentifier of the one signature algorithm in use. */
export const ecdsaWithSha256 = (): Asn1Node => der.sequence([der.oid(ecdsaWithSha256Oid)]);

function renderName(name: DistinguishedName): Asn1Node {
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ["2.5.4.10", name.organization],
    ["2.5.4.11", name.unit],
    ["2.5.4.3", name.commonName],
  ];
  return der.sequence(
    attributes.flatMap(([oid, value]) =>
      value === undefined ? [] : [der.set([der.sequence([der.oid(oid), der.text(value)])])],
    ),
  );
}

/** Taken over byte by byte: chains are built by comparing encoded names. */
function readIssuer(issuer: X509Certificate): {
  readonly name: Asn1Node;
  readonly keyIdentifier: Buffer;
} {
  const body = childrenOf(childrenOf(decodeDer(issuer.raw))[0]);
  const name = body[5] ?? der.sequence([]);
  const point = bitsOf(childrenOf(body[6])[1]) ?? Buffer.alloc(0);
  return { name, keyIdentifier: renderKeyIdentifier(point) };
}

/** RFC 7093, method 1: SHA-256 of the key's bits, cut to 160 bits. */
function renderKeyIdentifier(point: Uint8Array): Buffer {
  return createHash("sha256").update(point).digest().subarray(0, 20);
}

function renderExtensions(
  usage: CertificateUsage,
  subjectId: Buffer,
  issuerId: Buffer,
): readonly Asn1Node[] {
  const common = [
    extension("2.5.29.14", der.octets(subjectId)),
    extension("2.5.29.35", der.sequence([der.implicit(0, issuerId)])),
    ...(usage.purposes.length === 0
      ? []
      : [extension("2.5.29.37", renderPurposes(usage.purposes))]),
  ];
  switch (usage.kind) {
    case "authority":
      return [
        criticalExtension("2.5.29.19", renderAuthorityConstraint(usage.pathLength)),
        // keyCertSign and cRLSign: bits 5 and 6, so one bit of the byte is unused.
        criticalExtension("2.5.29.15", der.bits(Uint8Array.of(0x06), 1)),
        ...common,
      ];
    case "leaf":
      return [
        criticalExtension("2.5.29.19", der.sequence([])),
        // digitalSignature: bit 0.
        criticalExtension("2.5.29.15", der.bits(Uint8Array.of(0x80), 7)),
        ...common,
        ...renderAlternativeNames(usage),
      ];
  }
}

function renderAuthorityConstraint(pathLength: number): Asn1Node {
  return der.sequence([der.boolean(true), der.integer(Uint8Array.of(pathLength))]);
}

function renderPurposes(purposes: readonly CertificatePurpose[]): Asn1Node {
  const oids = { server: "1.3.6.1.5.5.7.3.1", client: "1.3.6.1.5.5.7.3.2" } as const;
  return der.sequence(purposes.map((purpose) => der.oid(oids[purpose])));
}

function renderAlternativeNames(usage: LeafUsage): readonly Asn1Node[] {
  const names = [
    ...usage.dnsNames.map((name) => der.implicit(2, Buffer.from(name, "ascii"))),
    ...usage.ipAddresses.map((address) =>
      der.implicit(7, Uint8Array.from(ipaddr.parse(address).toByteArray())),
    ),
  ];
  return names.length === 0 ? [] : [extension("2.5.29.17", der.sequence(names))];
}

function extension(oid: string, value: Asn1Node): Asn1Node {
  return der.sequence([der.oid(oid), der.octets(encodeDer(value))]);
}

function criticalExtension(oid: string, value: Asn1Node): Asn1Node {
  return der.sequence([der.oid(oid), der.boolean(true), der.octets(encodeDer(value))]);
}
