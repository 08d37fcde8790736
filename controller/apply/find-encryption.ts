import { isDeepStrictEqual } from "node:util";
import { join } from "node:path";
import {
  encryptionKeysChanged,
  encryptionKeysMissing,
  encryptionKeysOutdated,
} from "../../shared/errors/keystore-errors.ts";
import { acceptedSpec } from "../cluster/host-link.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { EncryptionDesign } from "../control-plane/control-plane-part.ts";
import { renderEncryption } from "../control-plane/render-encryption.ts";
import {
  type AcceptedEncryption,
  acceptedEncryption,
  encryptionPath,
} from "../control-plane/secrets-encryption.ts";
import {
  createEncryptionKeys,
  ENCRYPTION_KEYS_FILE,
  type EncryptionKeys,
  readEncryptionKeys,
} from "../keystore/encryption-keys.ts";
import type { Keystore } from "../keystore/keystore.ts";

/**
 * How Secrets are to be encrypted in etcd; `undefined`: they never were. Keys are made when they are
 * first asked for. Throws `ENCRYPTION_KEYS_MISSING` where masters encrypt with keys that are not here,
 * and `ENCRYPTION_KEYS_OUTDATED` where an exchange has gone on, or was begun, from another machine.
 */
export const findEncryption = async (
  { secrets_encryption }: Pick<ClusterConfig, "secrets_encryption">,
  { folder, hashSecret }: Pick<Keystore, "folder" | "hashSecret">,
  hosts: readonly Pick<SurveyedHost, "link">[],
): Promise<EncryptionDesign | undefined> => {
  const enabled = secrets_encryption?.enabled ?? false;
  const kept = await readEncryptionKeys(folder);
  const file = join(folder, ENCRYPTION_KEYS_FILE);
  const theirs = hosts.flatMap(({ link }) => encryptionOn(link) ?? []);
  if (kept === undefined && theirs.length > 0) throw encryptionKeysMissing({ file });
  if (kept !== undefined && theirs.some((one) => isOthers(one, kept, hashSecret)))
    throw encryptionKeysOutdated({ file });
  if (kept === undefined && !enabled) return undefined;
  const keys = kept ?? (await createEncryptionKeys(folder));
  return { keys, configuration: renderEncryption(keys, enabled) };
};

/**
 * To be asked once nobody else can change the cluster. Throws `ENCRYPTION_KEYS_CHANGED` where the key
 * was exchanged since then: masters would forget what Secrets are encrypted with by now.
 */
export const requireSameKeys = async (
  { folder }: Pick<Keystore, "folder">,
  designed: EncryptionDesign | undefined,
): Promise<void> => {
  const kept = await readEncryptionKeys(folder);
  if (isDeepStrictEqual(kept && listOf(kept), designed && listOf(designed.keys))) return;
  throw encryptionKeysChanged({});
};

const listOf = ({ keys, number }: EncryptionKeys) => ({ keys, number });

const encryptionOn = (link: SurveyedHost["link"]): AcceptedEncryption | undefined => {
  const accepted = acceptedSpec(link);
  if (accepted === undefined || accepted.ensure === "absent") return undefined;
  if (!link.facts.kubernetes.controlPlane) return undefined;
  return acceptedEncryption(accepted);
};

/**
 * Of a later list, or, while a key is exchanged, of another one with the same number: two machines with
 * copies of the keys have both begun, and masters would write what others cannot read.
 */
const isOthers = (
  { number, path }: AcceptedEncryption,
  kept: EncryptionKeys,
  hashSecret: Keystore["hashSecret"],
): boolean => {
  if (number !== kept.number || kept.rotation === undefined) return number > kept.number;
  const own = [true, false].map((enabled) =>
    encryptionPath({ keys: kept, configuration: renderEncryption(kept, enabled) }, hashSecret),
  );
  return !own.includes(path);
};
