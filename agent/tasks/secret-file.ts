import { dirname } from "node:path";
import { secretMissing } from "../../shared/errors/spec-errors.ts";
import type { SecretRef } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import { SECRETS } from "../kubernetes/object-secrets.ts";
import { fillSecretText, mayBeSecretText, type SecretText } from "../secrets/secret-text.ts";
import { diffFile, type ObservedFile, observeFile, writeFile } from "./observed-file.ts";

export interface SecretFileSpec extends SecretText {
  readonly path: string;
  /** More that has to be there before; the folder it lies in always is. */
  readonly needs?: readonly Ref[];
}

export interface SecretFileState {
  readonly file: ObservedFile;
  /** The text that is wanted; `undefined`: it is another one than what is there, with secrets that are not known. */
  readonly text: string | undefined;
}

const MODE = 0o600;

/**
 * A file that only root can read, made of secrets that this host was given. Without them only what is
 * around them can be told, and that they must be there; its text is never shown.
 */
export const secretFile: Task<SecretFileSpec, SecretFileState> = {
  kind: "secret-file",
  name: ({ path }) => path,
  title: ({ path }) => `write ${path}`,
  reads: ({ path, needs = [] }) => [`file:${dirname(path)}`, ...needs],
  writes: ({ path }) => [`file:${path}`],
  check: async (host, { path, text, secrets }) => {
    const values = await Promise.all(secrets.map((secret) => readStored(host, secret)));
    const file = await observeFile(host, path);
    const isLikely = file.kind === "file" && mayBeSecretText(text, file.text);
    return {
      file,
      text: fillSecretText({ text, secrets }, values) ?? (isLikely ? file.text : undefined),
    };
  },
  diff: ({ file, text }, { path, text: template }) => {
    const wanted = { path, text: text ?? template, mode: MODE, hashKey: "" };
    return diffFile(file, wanted).map(({ field, before, after }) =>
      field === "text"
        ? { field, ...(before === undefined ? {} : { before: "(another)" }), after: "(secret)" }
        : { field, ...(before === undefined ? {} : { before }), after: after ?? "" },
    );
  },
  apply: async (host, { path, text: template, secrets }, changes) => {
    const values = await Promise.all(secrets.map((secret) => requireStored(host, secret)));
    const text = fillSecretText({ text: template, secrets }, values) ?? "";
    await writeFile(host, { path, text, mode: MODE }, changes);
  },
};

const requireStored = async (host: Pick<HostReader, "files">, secret: SecretRef) => {
  const value = await readStored(host, secret);
  if (value === undefined) throw secretMissing({ secret: secret.name });
  return value;
};

const readStored = async (
  { files }: Pick<HostReader, "files">,
  { name, hash }: SecretRef,
): Promise<string | undefined> => {
  const stored = await files.read(`${SECRETS}/${name}#hash`);
  return stored === hash ? await files.read(`${SECRETS}/${name}`) : undefined;
};
