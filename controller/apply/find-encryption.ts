import { join } from "node:path";
import { encryptionKeysMissing } from "../../shared/errors/keystore-errors.ts";
import { acceptedSpec } from "../cluster/host-link.ts";
import type { SurveyedHost } from "../cluster/survey.ts";
import type { ClusterConfig } from "../config/cluster-config.ts";
import { renderEncryption } from "../control-plane/render-encryption.ts";
import {
  createEncryptionKeys,
  ENCRYPTION_KEYS_FILE,
  readEncryptionKeys,
} from "../keystore/encryption-keys.ts";
import type { Keystore } from "../keystore/keystore.ts";

const FLAG = "encryption-provider-config";

/**
 * How Secrets are to be encrypted in etcd; `undefined`: they never were. Keys are made when they are
 * first asked for. Throws `ENCRYPTION_KEYS_MISSING` where masters encrypt with keys that are not here.
 */
export const findEncryption = async (
  { secrets_encryption }: Pick<ClusterConfig, "secrets_encryption">,
  { folder }: Pick<Keystore, "folder">,
  hosts: readonly Pick<SurveyedHost, "link">[],
): Promise<string | undefined> => {
  const enabled = secrets_encryption?.enabled ?? false;
  const kept = await readEncryptionKeys(folder);
  if (kept !== undefined) return renderEncryption(kept, enabled);
  if (hosts.some(({ link }) => isEncrypting(link)))
    throw encryptionKeysMissing({ file: join(folder, ENCRYPTION_KEYS_FILE) });
  return enabled ? renderEncryption(await createEncryptionKeys(folder), enabled) : undefined;
};

const isEncrypting = (link: SurveyedHost["link"]): boolean => {
  const accepted = acceptedSpec(link);
  if (accepted === undefined || accepted.ensure === "absent") return false;
  if (!link.facts.kubernetes.controlPlane) return false;
  return accepted.kubernetes.controlPlane.apiServerExtraArgs[FLAG] !== undefined;
};
