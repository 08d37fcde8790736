import type { PartOf } from "./control-plane-part.ts";
import { placeSecret } from "./place-file.ts";

/** Secrets are encrypted in etcd, or those that were can still be read. */
export const secretsEncryption: PartOf = ({ encryption, hashSecret }) => {
  if (encryption === undefined) return {};
  const file = placeSecret("secrets-encryption.yaml", encryption, hashSecret);
  return { apiServer: { "encryption-provider-config": file.file.path }, files: [file] };
};
