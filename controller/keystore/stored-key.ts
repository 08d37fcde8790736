import { createPrivateKey, type KeyObject } from "node:crypto";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import {
  keystoreDamaged,
  keystoreExposed,
  keystorePassphraseNeeded,
  keystorePassphraseWrong,
} from "../../shared/errors/keystore-errors.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { readKeystoreFile } from "./keystore-file.ts";

/** PKCS#8 PEM, encrypted (AES-256-CBC, PBKDF2) if there is a passphrase: `openssl pkey` reads both. */
export const renderStoredKey = (key: KeyObject, passphrase: string | undefined): string =>
  passphrase === undefined
    ? renderPrivateKey(key)
    : key.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase }).toString();

/**
 * Reads a key of the keystore; undefined if its file does not exist.
 * Errors: KEYSTORE_EXPOSED, KEYSTORE_PASSPHRASE_NEEDED, KEYSTORE_PASSPHRASE_WRONG, KEYSTORE_DAMAGED.
 */
export const readStoredKey = async (
  folder: string,
  name: string,
  passphrase: string | undefined,
): Promise<KeyObject | undefined> => {
  const file = join(folder, name);
  const pem = await readKeystoreFile(folder, name);
  if (pem === undefined) return undefined;
  const mode = (await stat(file)).mode & 0o777;
  if ((mode & 0o077) !== 0) throw keystoreExposed({ file, mode: mode.toString(8) });
  return pem.startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    ? decryptKey(file, pem, passphrase)
    : parseKey(file, pem);
};

function decryptKey(file: string, pem: string, passphrase: string | undefined): KeyObject {
  if (passphrase === undefined) throw keystorePassphraseNeeded({ file });
  try {
    return createPrivateKey({ key: pem, passphrase });
  } catch (cause) {
    // A wrong passphrase is told by the padding alone, so a damaged file looks the same.
    throw keystorePassphraseWrong({ file }, { cause });
  }
}

function parseKey(file: string, pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch (cause) {
    throw keystoreDamaged({ file, reason: "is not a PEM private key" }, { cause });
  }
}
