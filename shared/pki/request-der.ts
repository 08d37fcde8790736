import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import {
  certificateRequestForged,
  certificateRequestKeyRefused,
  certificateRequestUnreadable,
} from "../errors/pki-errors.ts";
import { ecdsaWithSha256, ecdsaWithSha256Oid } from "./certificate-der.ts";
import { type Asn1Node, bitsOf, childrenOf, decodeDer, der, encodeDer, oidOf } from "./der.ts";
import { isCertificateKey } from "./private-key.ts";
import { encodePublicKey } from "./public-key-der.ts";

/** PKCS#10 (RFC 2986) without names or attributes: the issuer takes neither from a request. */
export const encodeRequest = (privateKey: KeyObject): Buffer => {
  const body = der.sequence([
    der.integer(Uint8Array.of(0)),
    der.sequence([]),
    encodePublicKey(createPublicKey(privateKey)),
    der.explicit(0, []),
  ]);
  const signature = sign("sha256", encodeDer(body), privateKey);
  return encodeDer(der.sequence([body, ecdsaWithSha256(), der.bits(signature)]));
};

/** The public key of a request whose own signature is right. */
export const decodeRequest = (bytes: Uint8Array): KeyObject => {
  const [body, algorithm, signature] = childrenOf(decodeRequestTree(bytes));
  const publicKey = readPublicKey(childrenOf(body)[2]);
  if (!isCertificateKey(publicKey)) {
    throw certificateRequestKeyRefused({ keyKind: describeKey(publicKey) });
  }
  const signatureBytes = bitsOf(signature);
  const isOurAlgorithm = oidOf(childrenOf(algorithm)[0]) === ecdsaWithSha256Oid;
  if (body === undefined || signatureBytes === undefined || !isOurAlgorithm) {
    throw certificateRequestUnreadable({ reason: "it is not signed by ECDSA with SHA-256" });
  }
  // The decoder is strict, so encoding again gives the bytes that were signed, or the check fails.
  if (!verify("sha256", encodeDer(body), publicKey, signatureBytes))
    throw certificateRequestForged({});
  return publicKey;
};

function decodeRequestTree(bytes: Uint8Array): Asn1Node {
  try {
    return decodeDer(bytes);
  } catch (cause) {
    throw certificateRequestUnreadable({ reason: "it is not DER" }, { cause });
  }
}

function readPublicKey(node: Asn1Node | undefined): KeyObject {
  if (node === undefined) throw certificateRequestUnreadable({ reason: "it holds no public key" });
  try {
    return createPublicKey({ key: encodeDer(node), type: "spki", format: "der" });
  } catch (cause) {
    throw certificateRequestUnreadable({ reason: "its public key is malformed" }, { cause });
  }
}

function describeKey(key: KeyObject): string {
  return key.asymmetricKeyDetails?.namedCurve ?? key.asymmetricKeyType ?? "unknown";
}
