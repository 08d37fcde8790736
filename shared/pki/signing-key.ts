import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import type { Signer } from "../spec/membership.ts";

/** A new Ed25519 key for signing documents. */
export const generateSigningKey = (): KeyObject => generateKeyPairSync("ed25519").privateKey;

/** The public half of a signing key, as it stands in the membership. */
export const toSigner = (signingKey: KeyObject): Signer => {
  const raw = Buffer.from(
    createPublicKey(signingKey).export({ format: "jwk" }).x ?? "",
    "base64url",
  );
  return { keyId: keyIdOf(raw), publicKey: raw.toString("base64") };
};

/** The key of a signer; undefined if its bytes are no Ed25519 key or do not belong to its key id. */
export const parseSigner = (signer: Signer): KeyObject | undefined => {
  const raw = Buffer.from(signer.publicKey, "base64");
  if (raw.length !== 32 || keyIdOf(raw) !== signer.keyId) return undefined;
  return createPublicKey({
    key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") },
    format: "jwk",
  });
};

/** Hex of the first 16 bytes of the SHA-256 of the raw public key. */
function keyIdOf(raw: Uint8Array): string {
  return createHash("sha256").update(raw).digest("hex").slice(0, 32);
}
