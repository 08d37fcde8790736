import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { toLocalFileError } from "../cli/local-file-error.ts";

/** Files in a cluster's folder. Only `root.key` may be moved away. */
export const keystoreFiles = {
  cluster: "cluster.json",
  rootCertificate: "root.crt",
  rootKey: "root.key",
  agentsCertificate: "agents.crt",
  agentsKey: "agents.key",
  operatorsCertificate: "operators.crt",
  operatorsKey: "operators.key",
  signingKey: "signing.key",
} as const;

/** Text of a file; undefined if it does not exist. */
export const readKeystoreFile = async (
  folder: string,
  name: string,
): Promise<string | undefined> => {
  try {
    return await readFile(join(folder, name), "utf8");
  } catch (error) {
    if (errorCodeOf(error) === "ENOENT") return undefined;
    throw error;
  }
};

/** Writes a new file of mode 0600 that survives a power cut once its folder is synced. */
export const writeNewFile = async (path: string, text: string): Promise<void> => {
  const file = await open(path, "wx", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    throw toLocalFileError(error, path) ?? error;
  } finally {
    await file.close();
  }
};

/** Replaces a file as a whole: a reader sees the old text or the new one, also after a crash. */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const temporary = `${path}.new-${randomBytes(6).toString("hex")}`;
  try {
    await writeNewFile(temporary, text);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
};

/** Makes names in a folder durable. */
export const syncFolder = async (folder: string): Promise<void> => {
  const descriptor = await open(folder, "r");
  try {
    await descriptor.sync();
  } finally {
    await descriptor.close();
  }
};

/** The system's code of a failed call (`ENOENT`). */
export const errorCodeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
