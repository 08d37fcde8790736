import { basename } from "node:path";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { PartOf } from "./control-plane-part.ts";
import { placeSecret } from "./place-file.ts";

const FLAG = "encryption-provider-config";

/** What kubeadm, and a plan, call the flag. */
export const ENCRYPTION_FIELD = `kube-apiserver --${FLAG}`;

/** Secrets are encrypted in etcd, or those that were can still be read. */
export const secretsEncryption: PartOf = ({ encryption, hashSecret }) => {
  if (encryption === undefined) return {};
  const { configuration, keys } = encryption;
  const mark = keys.number === 0 ? {} : { mark: `${keys.number}` };
  const file = placeSecret("secrets-encryption.yaml", configuration, hashSecret, mark);
  return { apiServer: { [FLAG]: file.file.path }, files: [file] };
};

/** The number of the list of keys that a host was told to encrypt with; `undefined`: with none. */
export const encryptionNumberOf = ({ kubernetes }: NodeSpec): number | undefined => {
  const path = kubernetes.controlPlane.apiServerExtraArgs[FLAG];
  if (path === undefined) return undefined;
  const [, number = "0"] = /-([0-9]+)-[0-9a-f]+\.yaml$/.exec(basename(path)) ?? [];
  return Number(number);
};
