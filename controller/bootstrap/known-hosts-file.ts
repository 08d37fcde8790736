import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { HostKey } from "./scan-host-keys.ts";

/** Adds confirmed or pinned keys to the cluster's own known_hosts (0600); what is there is not repeated. */
export const rememberHostKeys = async (
  file: string,
  { names, keys }: { readonly names: readonly string[]; readonly keys: readonly HostKey[] },
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const present = await readFile(file, "utf8").catch(() => "");
  const lines = names
    .flatMap((name) => keys.map(({ type, key }) => `${name} ${type} ${key}\n`))
    .filter((line) => !present.includes(line));
  if (lines.length > 0) await appendFile(file, lines.join(""), { mode: 0o600 });
};
