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
import { encryptionNumberOf } from "../control-plane/secrets-encryption.ts";
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
 * and `ENCRYPTION_KEYS_OUTDATED` where an exchange has gone on from another machine.
 */
export const findEncryption = async (
  { secrets_encryption }: Pick<ClusterConfig, "secrets_encryption">,
  { folder }: Pick<Keystore, "folder">,
  hosts: readonly Pick<SurveyedHost, "link">[],
): Promise<EncryptionDesign | undefined> => {
  const enabled = secrets_encryption?.enabled ?? false;
  const kept = await readEncryptionKeys(folder);
  const file = join(folder, ENCRYPTION_KEYS_FILE);
  const theirs = hosts.flatMap(({ link }) => numberOn(link) ?? []);
  if (kept === undefined && theirs.length > 0) throw encryptionKeysMissing({ file });
  if (kept !== undefined && theirs.some((number) => number > kept.number))
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

const numberOn = (link: SurveyedHost["link"]): number | undefined => {
  const accepted = acceptedSpec(link);
  if (accepted === undefined || accepted.ensure === "absent") return undefined;
  if (!link.facts.kubernetes.controlPlane) return undefined;
  return encryptionNumberOf(accepted);
};
