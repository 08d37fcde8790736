import { type KeyObject, sign, verify } from "node:crypto";
import { signatureInvalid, signerUnknown } from "../errors/pki-errors.ts";
import type { Signer } from "../spec/membership.ts";
import { parseSigner, toSigner } from "./signing-key.ts";

export type DocumentKind = "node-spec" | "membership" | "trust";

/** Bytes with a signature. The bytes are opaque here: what was signed is what is decoded. */
export interface SignedDocument<Kind extends DocumentKind = DocumentKind> {
  readonly kind: Kind;
  readonly payload: Uint8Array;
  readonly keyId: string;
  /** Ed25519, 64 bytes. */
  readonly signature: Uint8Array;
}

/** Signs a payload as one kind of document: the signature is good for no other kind. */
export const signDocument = <Kind extends DocumentKind>(
  kind: Kind,
  payload: Uint8Array,
  signingKey: KeyObject,
): SignedDocument<Kind> => ({
  kind,
  payload,
  keyId: toSigner(signingKey).keyId,
  signature: sign(undefined, signedBytes(kind, payload), signingKey),
});

/**
 * Gives the payload of a document that one of the signers signed; decode nothing else.
 * Errors: SIGNER_UNKNOWN, SIGNATURE_INVALID.
 */
export const verifyDocument = (
  document: SignedDocument,
  signers: readonly Signer[],
): Uint8Array => {
  const { kind, payload, keyId, signature } = document;
  const signer = signers.find((candidate) => candidate.keyId === keyId);
  const publicKey = signer === undefined ? undefined : parseSigner(signer);
  if (publicKey === undefined) throw signerUnknown({ kind, keyId });
  if (!verify(undefined, signedBytes(kind, payload), publicKey, signature)) {
    throw signatureInvalid({ kind, keyId });
  }
  return payload;
};

function signedBytes(kind: DocumentKind, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`pharos/v1/${kind}\n`, "ascii"), payload]);
}
