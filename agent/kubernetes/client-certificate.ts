import { createPublicKey, type KeyObject, sign, type X509Certificate } from "node:crypto";
import { type Asn1Node, childrenOf, decodeDer, der, encodeDer } from "../../shared/pki/der.ts";
import { renderPem } from "../../shared/pki/pem.ts";

/** A client that the cluster's authority vouches for. */
export interface ClientCertificateOrder {
  readonly user: string;
  readonly group: string;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 16 bytes with the top bit clear. */
  readonly serial: Uint8Array;
}

export interface ClusterAuthority {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/**
 * An X.509 certificate for a Kubernetes user, PEM, signed with SHA-256 by a key of whatever kind the
 * cluster's authority has: RSA from every kubeadm, ECDSA where it was asked for.
 */
export const issueClientCertificate = (
  authority: ClusterAuthority,
  order: ClientCertificateOrder,
): string => {
  const algorithm = signatureAlgorithm(authority.privateKey);
  const body = der.sequence([
    der.explicit(0, [der.integer(Uint8Array.of(2))]),
    der.integer(order.serial),
    algorithm,
    subjectOf(authority.certificate),
    der.sequence([der.time(order.notBefore), der.time(order.notAfter)]),
    renderSubject(order),
    toPublicKeyNode(order.publicKey),
    der.explicit(3, [der.sequence(EXTENSIONS)]),
  ]);
  const signature = sign("sha256", encodeDer(body), authority.privateKey);
  return renderPem("CERTIFICATE", encodeDer(der.sequence([body, algorithm, der.bits(signature)])));
};

const signatureAlgorithm = (key: KeyObject): Asn1Node =>
  key.asymmetricKeyType === "rsa"
    ? // sha256WithRSAEncryption has parameters: NULL.
      der.sequence([der.oid("1.2.840.113549.1.1.11"), decodeDer(Uint8Array.of(0x05, 0x00))])
    : der.sequence([der.oid("1.2.840.10045.4.3.2")]);

/** Taken over byte by byte: chains are built by comparing encoded names. */
const subjectOf = (certificate: X509Certificate): Asn1Node =>
  childrenOf(childrenOf(decodeDer(certificate.raw))[0])[5] ?? der.sequence([]);

const renderSubject = ({ user, group }: ClientCertificateOrder): Asn1Node =>
  der.sequence([
    der.set([der.sequence([der.oid("2.5.4.10"), der.text(group)])]),
    der.set([der.sequence([der.oid("2.5.4.3"), der.text(user)])]),
  ]);

const toPublicKeyNode = (key: KeyObject): Asn1Node =>
  decodeDer(
    (key.type === "private" ? createPublicKey(key) : key).export({ type: "spki", format: "der" }),
  );

const extension = (oid: string, critical: boolean, value: Asn1Node): Asn1Node =>
  der.sequence([
    der.oid(oid),
    ...(critical ? [der.boolean(true)] : []),
    der.octets(encodeDer(value)),
  ]);

/** No authority; signs, bit 0; client authentication. */
const EXTENSIONS: readonly Asn1Node[] = [
  extension("2.5.29.19", true, der.sequence([])),
  extension("2.5.29.15", true, der.bits(Uint8Array.of(0x80), 7)),
  extension("2.5.29.37", false, der.sequence([der.oid("1.3.6.1.5.5.7.3.2")])),
];
