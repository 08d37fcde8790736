import { createPrivateKey, X509Certificate } from "node:crypto";
import type { Finding } from "./checks/config-parts.ts";
import { checkKeyPairs } from "./check-key-pairs.ts";
import { type ConfigTree, selectValues } from "./config-tree.ts";
import type { ConfigPath } from "./config-path.ts";
import { type FileKey, fileKeys } from "./file-keys.ts";
import { findDuplicates, type ManifestObject } from "./read-manifests.ts";
import { readManifestPath } from "./read-manifest-path.ts";
import { SHORTEST_PASSPHRASE } from "./schema/snapshot-store-config.ts";
import type { Environment } from "./substitute-variables.ts";

/** Files on the administrator's machine. */
export interface LocalFiles {
  /** Text of a file; undefined where there is none. Throws for what cannot be read. */
  readonly read: (path: string) => Promise<string | undefined>;
  readonly exists: (path: string) => Promise<boolean>;
  /** Names in a folder, sorted; undefined where there is no folder. */
  readonly list: (path: string) => Promise<readonly string[] | undefined>;
}

export interface ConfigFiles {
  /** Contents of public keys, certificates and password files by absolute path. */
  readonly contents: ReadonlyMap<string, string>;
  /** Objects of manifests, by the absolute path of the file or folder. */
  readonly manifests: ReadonlyMap<string, readonly ManifestObject[]>;
  readonly findings: readonly Finding[];
}

/** Reads the files that a configuration (with absolute paths) names, and looks whether they are what they should be. */
export const readConfigFiles = async (
  tree: ConfigTree,
  files: LocalFiles,
  environment: Environment,
): Promise<ConfigFiles> => {
  const contents = new Map<string, string>();
  const manifests = new Map<string, readonly ManifestObject[]>();
  const findings: Finding[] = [];
  const cached = remember(files);
  for (const { pattern, content } of fileKeys) {
    for (const place of selectValues(tree, pattern)) {
      if (typeof place.value !== "string") continue;
      if (content === "manifests" || content === "templates") {
        const variables = content === "templates" ? environment : undefined;
        const read = await readManifestPath(place.value, files, variables);
        manifests.set(place.value, read.objects);
        findings.push(
          ...read.problems.map((message) => ({
            severity: "error" as const,
            path: place.path,
            message,
          })),
        );
        continue;
      }
      const result = await readOne(place.path, place.value, content, cached);
      if (typeof result === "string") contents.set(place.value, result);
      else if (result !== undefined) findings.push(result);
    }
  }
  findings.push(...repeatedObjects(tree, manifests), ...checkKeyPairs(tree, contents));
  return { contents, manifests, findings };
};

/** Of two forms of one object the last one would win, and nobody would know. */
const repeatedObjects = (
  tree: ConfigTree,
  manifests: ConfigFiles["manifests"],
): readonly Finding[] => {
  const own = selectValues(tree, "manifests[]").flatMap(({ value }) =>
    typeof value === "string" ? (manifests.get(value) ?? []) : [],
  );
  return findDuplicates(own).map((text) => ({
    severity: "error" as const,
    path: ["manifests"],
    message: `has an object twice: ${text}`,
  }));
};

/** A thousand hosts may name one key. */
const remember = (files: LocalFiles): LocalFiles => {
  const texts = new Map<string, Promise<string | undefined>>();
  const found = new Map<string, Promise<boolean>>();
  return {
    read: (path) => once(texts, path, files.read),
    exists: (path) => once(found, path, files.exists),
    list: files.list,
  };
};

const once = <Value>(
  answers: Map<string, Promise<Value>>,
  path: string,
  ask: (path: string) => Promise<Value>,
): Promise<Value> => {
  const answer = answers.get(path) ?? ask(path);
  answers.set(path, answer);
  return answer;
};

const readOne = async (
  path: ConfigPath,
  file: string,
  content: FileKey["content"],
  files: LocalFiles,
): Promise<string | Finding | undefined> => {
  const flaw = (message: string, hint?: string): Finding => ({
    // Only the operator's own machine needs SSH keys: the file may be checked elsewhere.
    severity: content === "private" ? "warning" : "error",
    path,
    message,
    ...(hint === undefined ? {} : { hint }),
  });
  if (content === "private")
    return (await files.exists(file)) ? undefined : flaw(`${file} does not exist`);
  const text = await readText(file, files);
  if (text === undefined) return flaw(`${file} does not exist`);
  if (text instanceof Error) return flaw(`${file} cannot be read: ${text.message}`);
  const breach = contentBreach(text, content);
  return breach === undefined ? text : flaw(`${file} ${breach.message}`, breach.hint);
};

const readText = async (file: string, files: LocalFiles): Promise<string | undefined | Error> => {
  try {
    return await files.read(file);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
};

const contentBreach = (
  text: string,
  content: FileKey["content"],
): { readonly message: string; readonly hint?: string } | undefined => {
  switch (content) {
    case "public-key": {
      if (text.includes("-----BEGIN PGP PRIVATE KEY BLOCK-----"))
        return { message: "holds a private key" };
      if (text.includes("-----BEGIN PGP PUBLIC KEY BLOCK-----")) return undefined;
      return { message: "is no armored public key", hint: "gpg --armor --export writes one" };
    }
    case "certificate":
      return isCertificate(text) ? undefined : { message: "is no PEM certificate" };
    case "key":
      return isPrivateKey(text)
        ? undefined
        : { message: "is no PEM private key", hint: "one without a passphrase" };
    case "password":
      return text.trim() === "" ? { message: "is empty" } : undefined;
    case "passphrase":
      return text.trim().length < SHORTEST_PASSPHRASE
        ? { message: `holds fewer than ${SHORTEST_PASSPHRASE} characters` }
        : undefined;
    case "manifests":
    case "templates":
    case "private":
      return undefined;
  }
};

const isPrivateKey = (text: string): boolean => {
  try {
    return createPrivateKey(text).type === "private";
  } catch {
    return false;
  }
};

const isCertificate = (text: string): boolean => {
  try {
    return new X509Certificate(text).raw.length > 0;
  } catch {
    return false;
  }
};
