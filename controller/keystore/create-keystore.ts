import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  keystoreDamaged,
  keystoreExists,
  keystoreUnwritable,
} from "../../shared/errors/keystore-errors.ts";
import { PharosError } from "../../shared/errors/pharos-error.ts";
import { generateSigningKey } from "../../shared/pki/signing-key.ts";
import { writeAuthoritySet } from "./authority-set-files.ts";
import { clusterFolder, type ClusterRecord, renderClusterRecord } from "./cluster-record.ts";
import type { Keystore, KeystoreOptions } from "./keystore.ts";
import { errorCodeOf, keystoreFiles, syncFolder, writeNewFile } from "./keystore-file.ts";
import { openKeystore } from "./open-keystore.ts";
import { renderStoredKey } from "./stored-key.ts";

/**
 * Makes the keys of a new cluster in `<base>/<name>`: all of them or, after a crash, none. The
 * folder appears by one rename; what a killed creation left beside it goes with the next one.
 * Errors: KEYSTORE_EXISTS, KEYSTORE_UNWRITABLE, CLUSTER_NAME_INVALID.
 */
export const createKeystore = async (
  base: string,
  name: string,
  options: KeystoreOptions,
): Promise<Keystore> => {
  const folder = clusterFolder(base, name);
  try {
    await mkdir(base, { recursive: true, mode: 0o700 });
    await removeLeftovers(base, name);
    await fillAndRename(base, name, folder, options);
  } catch (cause) {
    if (cause instanceof PharosError) throw cause;
    throw keystoreUnwritable({ folder, reason: errorCodeOf(cause) ?? "unknown" }, { cause });
  }
  const keystore = await openKeystore(base, name, options);
  if (keystore === undefined)
    throw keystoreDamaged({ file: folder, reason: "went away while it was made" });
  return keystore;
};

async function removeLeftovers(base: string, name: string): Promise<void> {
  const prefix = temporaryPrefix(name);
  const leftovers = (await readdir(base)).filter((entry) => {
    const pid = entry.startsWith(prefix)
      ? Number.parseInt(entry.slice(prefix.length), 10)
      : Number.NaN;
    return Number.isInteger(pid) && !isRunning(pid);
  });
  for (const entry of leftovers) await rm(join(base, entry), { recursive: true, force: true });
}

async function fillAndRename(
  base: string,
  name: string,
  folder: string,
  options: KeystoreOptions,
): Promise<void> {
  // mkdtemp makes it 0700.
  const temporary = await mkdtemp(join(base, `${temporaryPrefix(name)}${process.pid}-`));
  try {
    await writeKeys(temporary, name, options);
    await syncFolder(temporary);
    await renameIntoPlace(temporary, folder);
    await syncFolder(base);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeKeys(
  folder: string,
  name: string,
  { now, passphrase }: KeystoreOptions,
): Promise<void> {
  const createdAt = now();
  const cluster: ClusterRecord = { id: randomUUID(), name, createdAt: createdAt.toISOString() };
  await writeAuthoritySet(folder, cluster.id, { now: createdAt, passphrase });
  const texts = {
    [keystoreFiles.signingKey]: renderStoredKey(generateSigningKey(), passphrase),
    [keystoreFiles.cluster]: renderClusterRecord(cluster),
  };
  for (const [file, text] of Object.entries(texts)) await writeNewFile(join(folder, file), text);
}

async function renameIntoPlace(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, folder);
  } catch (cause) {
    // The kernel replaces an empty folder and refuses any other, so of two creations one loses here.
    if (["EEXIST", "ENOTEMPTY", "ENOTDIR"].includes(errorCodeOf(cause) ?? "")) {
      throw keystoreExists({ folder }, { cause });
    }
    throw cause;
  }
}

/** A cluster's name starts with no dot, so these are never taken for one. */
function temporaryPrefix(name: string): string {
  return `.${name}.new-`;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCodeOf(error) === "EPERM";
  }
}
