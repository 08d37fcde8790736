import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import * as z from "zod";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { errorCodeOf, replaceFile, writeNewFile } from "./keystore-file.ts";

/** In the cluster's folder beside the keys, 0600: without it secrets in etcd cannot be read any more. */
export const ENCRYPTION_KEYS_FILE = "secrets-encryption.yaml";

/** Steps of an exchange of the key, in their order; each begins when all masters have what the one before gave them. */
export const encryptionPhases = ["add", "use", "rewrite", "drop"] as const;
export type EncryptionPhase = (typeof encryptionPhases)[number];

const EncryptionKey = z.strictObject({ name: z.string().min(1), secret: z.base64() });

const EncryptionKeys = z.strictObject({
  /** The first one encrypts, all of them decrypt. */
  keys: z.array(EncryptionKey).min(1),
  /** How often an exchange has changed `keys`: of two lists the one with the higher number is the newer. */
  number: z.int().min(0).default(0),
  /** Set while the key is exchanged. */
  rotation: z
    .strictObject({ phase: z.enum(encryptionPhases), startedAt: z.iso.datetime() })
    .optional(),
  /** Masters have them no more; older snapshots of etcd cannot be read without. */
  retired: z.array(EncryptionKey.extend({ retiredAt: z.iso.datetime() })).default([]),
});
export type EncryptionKeys = Readonly<z.infer<typeof EncryptionKeys>>;

export type EncryptionRotation = NonNullable<EncryptionKeys["rotation"]>;

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

export const createEncryptionKeys = async (folder: string): Promise<EncryptionKeys> => {
  const keys: EncryptionKeys = {
    keys: [{ name: "key1", secret: createSecret() }],
    number: 0,
    retired: [],
  };
  await writeNewFile(join(folder, ENCRYPTION_KEYS_FILE), render(keys));
  return keys;
};

/** By one rename: a step is begun or it is not. */
export const writeEncryptionKeys = (folder: string, keys: EncryptionKeys): Promise<void> =>
  replaceFile(join(folder, ENCRYPTION_KEYS_FILE), render(keys));

const KEY_BYTES = 32;

/** Of a key for `secretbox`. */
export const createSecret = (): string => randomBytes(KEY_BYTES).toString("base64");

/** What says nothing is left out, so that a pharosctl that knows no exchanges reads it too. */
const render = ({ keys, number, rotation, retired }: EncryptionKeys): string =>
  stringify({
    keys,
    ...(number === 0 ? {} : { number }),
    ...(rotation === undefined ? {} : { rotation }),
    ...(retired.length === 0 ? {} : { retired }),
  });
