import type { X509Certificate } from "node:crypto";
import { join } from "node:path";
import { keystoreDamaged, rootKeyAway } from "../../shared/errors/keystore-errors.ts";
import { type AuthorityKind, certifyIntermediate } from "../../shared/pki/authority.ts";
import { validityOf } from "../../shared/pki/certificate-validity.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import type { KeystoreOptions } from "./keystore.ts";
import { keystoreFiles, replaceFile } from "./keystore-file.ts";
import { readStoredKey } from "./stored-key.ts";

export type Intermediates = Readonly<Record<AuthorityKind, CertificateIssuer>>;

export interface IntermediateRenewal {
  readonly folder: string;
  readonly clusterId: string;
  readonly root: X509Certificate;
  readonly intermediates: Intermediates;
}

// Not on every apply: each renewal is a change of what every member trusts.
const renewAfterMs = 30 * 86_400_000;

/** Whether `renewIntermediates` would renew something. */
export const isOld = ({ certificate }: CertificateIssuer, now: Date): boolean =>
  now.getTime() - validityOf(certificate).notBefore.getTime() >= renewAfterMs;

/** Renews what is older than 30 days, on disk too; file by file, so a crash leaves a good keystore. */
export const renewIntermediates = async (
  renewal: IntermediateRenewal,
  options: KeystoreOptions,
): Promise<Intermediates> => {
  const { agents, operators } = renewal.intermediates;
  return {
    agents: await renewIfOld(renewal, "agents", agents, options),
    operators: await renewIfOld(renewal, "operators", operators, options),
  };
};

async function renewIfOld(
  renewal: IntermediateRenewal,
  kind: AuthorityKind,
  current: CertificateIssuer,
  options: KeystoreOptions,
): Promise<CertificateIssuer> {
  const now = options.now();
  if (!isOld(current, now)) return current;
  const root = await readRoot(renewal, options);
  const renewed = await certifyIntermediate(root, kind, current.privateKey, renewal.clusterId, now);
  const file = join(renewal.folder, keystoreFiles[`${kind}Certificate`]);
  await replaceFile(file, renewed.certificate.toString());
  return renewed;
}

async function readRoot(
  { folder, root }: IntermediateRenewal,
  options: KeystoreOptions,
): Promise<CertificateIssuer> {
  const file = join(folder, keystoreFiles.rootKey);
  const privateKey = await readStoredKey(folder, keystoreFiles.rootKey, options.passphrase);
  if (privateKey === undefined) throw rootKeyAway({ file });
  if (!root.checkPrivateKey(privateKey))
    throw keystoreDamaged({ file, reason: "does not belong to root.crt" });
  return { certificate: root, privateKey };
}
