import { dirname } from "node:path";
import { secretMissing } from "../../shared/errors/spec-errors.ts";
import type { SecretRef } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import { SECRETS } from "../kubernetes/object-secrets.ts";
import { diffFile, type ObservedFile, observeFile, writeFile } from "./observed-file.ts";

export interface SecretFileSpec {
  readonly path: string;
  readonly secret: SecretRef;
}

export interface SecretFileState {
  readonly file: ObservedFile;
  /** The value that is wanted, if this host was given it. */
  readonly value: string | undefined;
}

const MODE = 0o600;

/**
 * A file that only root can read, made of a secret that this host was given. Without the value only
 * whether it is there can be told, and that it must be; its text is never shown.
 */
export const secretFile: Task<SecretFileSpec, SecretFileState> = {
  kind: "secret-file",
  name: ({ path }) => path,
  title: ({ path }) => `write ${path}`,
  reads: ({ path }) => [`file:${dirname(path)}`],
  writes: ({ path }) => [`file:${path}`],
  check: async (host, { path, secret }) => ({
    file: await observeFile(host, path),
    value: await readStored(host, secret),
  }),
  diff: ({ file, value }, { path, secret }) => {
    const text = value ?? (file.kind === "file" ? file.text : "");
    const seen = diffFile(file, { path, text, mode: MODE, hashKey: secret.hash });
    return seen.map(({ field, before, after }) =>
      field === "text" && before !== undefined
        ? { field, before: "(another)", after: "(secret)" }
        : {
            field,
            ...(before === undefined ? {} : { before }),
            after: field === "text" ? "(secret)" : (after ?? ""),
          },
    );
  },
  apply: async (host, { path, secret }, changes) => {
    const text = await readStored(host, secret);
    if (text === undefined) throw secretMissing({ secret: secret.name });
    await writeFile(host, { path, text, mode: MODE }, changes);
  },
};

const readStored = async (
  { files }: Pick<HostReader, "files">,
  { name, hash }: SecretRef,
): Promise<string | undefined> => {
  const stored = await files.read(`${SECRETS}/${name}#hash`);
  return stored === hash ? await files.read(`${SECRETS}/${name}`) : undefined;
};
