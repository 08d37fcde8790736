import { basename } from "node:path";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { EncryptionDesign, PartOf, PlacedFile } from "./control-plane-part.ts";
import { placeSecret } from "./place-file.ts";

export const ENCRYPTION_FLAG = "encryption-provider-config";

/** What kubeadm, and a plan, call the flag. */
export const ENCRYPTION_FIELD = `kube-apiserver --${ENCRYPTION_FLAG}`;

/** Secrets are encrypted in etcd, or those that were can still be read. */
export const secretsEncryption: PartOf = ({ encryption, hashSecret }) => {
  if (encryption === undefined) return {};
  const file = placeKeys(encryption, hashSecret);
  return { apiServer: { [ENCRYPTION_FLAG]: file.file.path }, files: [file] };
};

/** Where masters have a list of keys: its number and a hash are in the name. */
export const encryptionPath = (
  encryption: EncryptionDesign,
  hashSecret: (value: string) => string,
): string => placeKeys(encryption, hashSecret).file.path;

const placeKeys = (
  { configuration, keys }: EncryptionDesign,
  hashSecret: (value: string) => string,
): PlacedFile => {
  const mark = keys.number === 0 ? {} : { mark: `${keys.number}` };
  return placeSecret("secrets-encryption.yaml", configuration, hashSecret, mark);
};

/** The list of keys that a host was told to encrypt with. */
export interface AcceptedEncryption {
  readonly number: number;
  readonly path: string;
}

/** `undefined`: with none of ours. Somebody may pass through a file of his own, with keys that are his matter. */
export const acceptedEncryption = ({ kubernetes }: NodeSpec): AcceptedEncryption | undefined => {
  const path = kubernetes.controlPlane.apiServerExtraArgs[ENCRYPTION_FLAG] ?? "";
  const [name, number = "0"] = OUR_FILE.exec(basename(path)) ?? [];
  return name === undefined ? undefined : { number: Number(number), path };
};

const OUR_FILE = /^secrets-encryption-(?:([0-9]+)-)?[0-9a-f]+\.yaml$/;
