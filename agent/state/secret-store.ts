import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readOptional } from "./read-optional.ts";
import { writeAtomic } from "./write-atomic.ts";

/** Secrets of the cluster on this host, one file each (0600), known outside by name and keyed hash only. */
export interface SecretStore {
  /** `hash` is the controller's keyed hash: the agent does not have its key. */
  readonly put: (name: string, hash: string, value: Uint8Array) => Promise<void>;
  readonly path: (name: string) => string;
  readonly list: () => Promise<readonly { readonly name: string; readonly hash: string }[]>;
}

const NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;
const HASH_SUFFIX = "#hash";

export const openSecretStore = (folder: string): SecretStore => {
  const path = (name: string): string => {
    if (!NAME.test(name)) throw new RangeError(`not a secret's name: ${name}`);
    return join(folder, name);
  };
  return {
    path,
    put: async (name, hash, value) => {
      // The hash comes last: a death in between shows as a secret that has to be sent again.
      await writeAtomic(path(name), value);
      await writeAtomic(`${path(name)}${HASH_SUFFIX}`, hash);
    },
    list: async () => {
      const names = (await readdir(folder).catch(() => [])).filter((name) => NAME.test(name));
      return Promise.all(
        names.toSorted().map(async (name) => ({
          name,
          hash: (await readOptional(`${path(name)}${HASH_SUFFIX}`)) ?? "",
        })),
      );
    },
  };
};
