import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { knownHostsName } from "./host-key-trust.ts";
import type { HostKey } from "./scan-host-keys.ts";
import type { SshTarget } from "./ssh-target.ts";

/** Adds confirmed or pinned keys to the cluster's own known_hosts (0600); what is there is not repeated. */
export const rememberHostKeys = async (
  file: string,
  target: SshTarget,
  keys: readonly HostKey[],
): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const present = await readFile(file, "utf8").catch(() => "");
  const lines = keys
    .map(({ type, key }) => `${knownHostsName(target)} ${type} ${key}\n`)
    .filter((line) => !present.includes(line));
  if (lines.length > 0) await appendFile(file, lines.join(""), { mode: 0o600 });
};
