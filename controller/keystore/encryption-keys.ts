import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { errorCodeOf, writeNewFile } from "./keystore-file.ts";

/** In the cluster's folder beside the keys, 0600: without it secrets in etcd cannot be read any more. */
export const ENCRYPTION_KEYS_FILE = "secrets-encryption.yaml";

const EncryptionKeys = z.strictObject({
  /** The first one encrypts, all of them decrypt. */
  keys: z.array(z.strictObject({ name: z.string().min(1), secret: z.base64() })).min(1),
});
export type EncryptionKeys = z.infer<typeof EncryptionKeys>;

/** Throws `KEYSTORE_DAMAGED`; undefined if nothing was ever encrypted. */
export const readEncryptionKeys = async (folder: string): Promise<EncryptionKeys | undefined> => {
  const file = join(folder, ENCRYPTION_KEYS_FILE);
  try {
    return EncryptionKeys.parse(parse(await readFile(file, "utf8")));
  } catch (cause) {
    if (errorCodeOf(cause) === "ENOENT") return undefined;
    throw keystoreDamaged({ file, reason: "is no list of keys: name and secret" }, { cause });
  }
};

const KEY_BYTES = 32;

export const createEncryptionKeys = async (folder: string): Promise<EncryptionKeys> => {
  const secret = randomBytes(KEY_BYTES).toString("base64");
  const keys: EncryptionKeys = { keys: [{ name: "key1", secret }] };
  await writeNewFile(join(folder, ENCRYPTION_KEYS_FILE), stringify(keys));
  return keys;
};
