import { stringify } from "yaml";
import type { EncryptionKeys } from "../keystore/encryption-keys.ts";

/** Resources of the core group that are encrypted in etcd, and written anew for another key. */
export const encryptedResources = ["secrets"] as const;

/**
 * EncryptionConfiguration: the first provider writes, all of them read. Switched off, what was
 * encrypted before can still be read.
 */
export const renderEncryption = (
  { keys }: Pick<EncryptionKeys, "keys">,
  enabled: boolean,
): string => {
  const encrypted = { secretbox: { keys } };
  const plain = { identity: {} };
  return stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      {
        resources: encryptedResources,
        providers: enabled ? [encrypted, plain] : [plain, encrypted],
      },
    ],
  });
};
