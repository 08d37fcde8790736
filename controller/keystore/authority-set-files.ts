import { type KeyObject, X509Certificate } from "node:crypto";
import { mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { keystoreDamaged } from "../../shared/errors/keystore-errors.ts";
import { createIntermediate, createRoot } from "../../shared/pki/authority.ts";
import type { CertificateIssuer } from "../../shared/pki/issue-certificate.ts";
import type { AuthoritySet } from "../../shared/pki/trust-bundle.ts";
import { FIRST_SET } from "./authorities-state.ts";
import { keystoreFiles, readKeystoreFile, syncFolder, writeNewFile } from "./keystore-file.ts";
import type { Intermediates } from "./renew-intermediates.ts";
import { readStoredKey, renderStoredKey } from "./stored-key.ts";

/** A root, without its key, and the intermediates below it. */
export interface OpenedAuthorities {
  readonly name: string;
  /** Its files. */
  readonly folder: string;
  readonly root: X509Certificate;
  readonly intermediates: Intermediates;
}

export const toAuthoritySet = ({ root, intermediates }: OpenedAuthorities): AuthoritySet => ({
  rootCertificate: root.toString(),
  agentsIntermediate: intermediates.agents.certificate.toString(),
  operatorsIntermediate: intermediates.operators.certificate.toString(),
});

/** Errors: KEYSTORE_DAMAGED, KEYSTORE_EXPOSED, KEYSTORE_PASSPHRASE_*. */
export const readAuthoritySet = async (
  keystoreFolder: string,
  name: string,
  passphrase: string | undefined,
): Promise<OpenedAuthorities> => {
  const folder = join(keystoreFolder, name);
  const root = await readCertificate(folder, keystoreFiles.rootCertificate);
  const agents = await readIssuer(folder, "agents", root, passphrase);
  const operators = await readIssuer(folder, "operators", root, passphrase);
  return { name, folder, root, intermediates: { agents, operators } };
};

const readIssuer = async (
  folder: string,
  kind: "agents" | "operators",
  root: X509Certificate,
  passphrase: string | undefined,
): Promise<CertificateIssuer> => {
  const certificateFile = keystoreFiles[`${kind}Certificate`];
  const certificate = await readCertificate(folder, certificateFile);
  const privateKey = await readRequiredKey(folder, keystoreFiles[`${kind}Key`], passphrase);
  const file = join(folder, certificateFile);
  if (!certificate.verify(root.publicKey))
    throw keystoreDamaged({ file, reason: "is not issued by root.crt" });
  if (!certificate.checkPrivateKey(privateKey)) {
    throw keystoreDamaged({
      file,
      reason: `does not belong to the key ${keystoreFiles[`${kind}Key`]}`,
    });
  }
  return { certificate, privateKey };
};

const readCertificate = async (folder: string, name: string): Promise<X509Certificate> => {
  const file = join(folder, name);
  const pem = await readKeystoreFile(folder, name);
  if (pem === undefined) throw keystoreDamaged({ file, reason: "is missing" });
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw keystoreDamaged({ file, reason: "is not a PEM certificate" }, { cause });
  }
};

/** Errors: KEYSTORE_DAMAGED where it is missing, else as `readStoredKey`. */
export const readRequiredKey = async (
  folder: string,
  name: string,
  passphrase: string | undefined,
): Promise<KeyObject> => {
  const key = await readStoredKey(folder, name, passphrase);
  if (key === undefined) throw keystoreDamaged({ file: join(folder, name), reason: "is missing" });
  return key;
};

/** Writes the keys and certificates of new authorities into `folder`, which is not synced. */
export const writeAuthoritySet = async (
  folder: string,
  clusterId: string,
  { now, passphrase }: { readonly now: Date; readonly passphrase?: string | undefined },
): Promise<void> => {
  const root = await createRoot(clusterId, now);
  const agents = await createIntermediate(root, "agents", clusterId, now);
  const operators = await createIntermediate(root, "operators", clusterId, now);
  const texts = {
    [keystoreFiles.rootCertificate]: root.certificate.toString(),
    [keystoreFiles.rootKey]: renderStoredKey(root.privateKey, passphrase),
    [keystoreFiles.agentsCertificate]: agents.certificate.toString(),
    [keystoreFiles.agentsKey]: renderStoredKey(agents.privateKey, passphrase),
    [keystoreFiles.operatorsCertificate]: operators.certificate.toString(),
    [keystoreFiles.operatorsKey]: renderStoredKey(operators.privateKey, passphrase),
  };
  for (const [file, text] of Object.entries(texts)) await writeNewFile(join(folder, file), text);
};

const TEMPORARY = ".authorities-";

/** Makes authorities beside those that are there, all of their files or none; nobody uses them yet. */
export const addAuthoritySet = async (
  keystoreFolder: string,
  name: string,
  clusterId: string,
  now: Date,
): Promise<void> => {
  const temporary = await mkdtemp(join(keystoreFolder, TEMPORARY));
  await writeAuthoritySet(temporary, clusterId, { now });
  await syncFolder(temporary);
  await rename(temporary, join(keystoreFolder, name));
  await syncFolder(keystoreFolder);
};

const SET_FILES = [
  keystoreFiles.rootKey,
  keystoreFiles.agentsKey,
  keystoreFiles.operatorsKey,
  keystoreFiles.rootCertificate,
  keystoreFiles.agentsCertificate,
  keystoreFiles.operatorsCertificate,
] as const;

/** Deletes keys and certificates of all authorities but these, and what a killed CLI left half-made. */
export const removeOtherSets = async (
  keystoreFolder: string,
  kept: readonly string[],
): Promise<void> => {
  const names = await readdir(keystoreFolder);
  const isUnused = (name: string): boolean =>
    name.startsWith(TEMPORARY) || (/^authorities-[0-9]+$/.test(name) && !kept.includes(name));
  for (const name of names.filter(isUnused))
    await rm(join(keystoreFolder, name), { recursive: true, force: true });
  if (!kept.includes(FIRST_SET))
    for (const file of SET_FILES) await rm(join(keystoreFolder, file), { force: true });
  await syncFolder(keystoreFolder);
};
