import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { pemUnreadable } from "../errors/pki-errors.ts";

/** A new ECDSA P-256 key. Keys stay `KeyObject`s in memory: printing or serializing one shows nothing. */
export const generateCertificateKey = (): KeyObject =>
  generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey;

/** PKCS#8 PEM in the clear: for files of mode 0600 and for TLS contexts. */
export const renderPrivateKey = (key: KeyObject): string =>
  key.export({ type: "pkcs8", format: "pem" }).toString();

/** Reads PKCS#8 PEM in the clear. Errors: PEM_UNREADABLE. */
export const parsePrivateKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw pemUnreadable({ what: "private key" }, { cause });
  }
};

/** ECDSA on P-256, the only kind that certificates are made for. */
export const isCertificateKey = (key: KeyObject): boolean =>
  key.asymmetricKeyType === "ec" && key.asymmetricKeyDetails?.namedCurve === "prime256v1";
