import { stringify } from "yaml";
import type { EncryptionKeys } from "../keystore/encryption-keys.ts";

/**
 * EncryptionConfiguration for Secrets: the first provider writes, all of them read. Switched off, what was
 * encrypted before can still be read.
 */
export const renderEncryption = ({ keys }: EncryptionKeys, enabled: boolean): string => {
  const encrypted = { secretbox: { keys } };
  const plain = { identity: {} };
  return stringify({
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [
      { resources: ["secrets"], providers: enabled ? [encrypted, plain] : [plain, encrypted] },
    ],
  });
};
