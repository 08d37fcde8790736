import { createHmac, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readOptional } from "./read-optional.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Secrets of the cluster on this host, one file each (0600), known outside by name and keyed hash only. */
export interface SecretStore {
  readonly put: (name: string, value: Uint8Array) => Promise<string>;
  readonly path: (name: string) => string;
  /** Name and hash of each; the key of the hash never leaves the cluster's agents. */
  readonly list: () => Promise<readonly { readonly name: string; readonly hash: string }[]>;
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const KEY_FILE = ".hash-key";

export const openSecretStore = (folder: string): SecretStore => {
  const path = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError(`not a secret's name: ${name}`);
    return join(folder, name);
  };
  const key = async (): Promise<string> => {
    const stored = await readOptional(join(folder, KEY_FILE));
    if (stored !== undefined) return stored;
    const made = randomBytes(32).toString("hex");
    await writeAtomic(join(folder, KEY_FILE), made);
    return made;
  };
  const hash = async (value: string | Uint8Array): Promise<string> =>
    createHmac("sha256", await key()).update(value).digest("hex");
  return {
    path,
    put: async (name, value) => {
      await writeAtomic(path(name), value);
      return hash(value);
    },
    list: async () => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name));
      return Promise.all(
        names.toSorted().map(async (name) => ({ name, hash: await hash((await readOptional(path(name))) ?? "") })),
      );
    },
  };
};
