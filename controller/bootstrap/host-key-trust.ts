import { createHash } from "node:crypto";
import {
  hostKeyChanged,
  hostKeyNotPinned,
  sshUnreachable,
} from "../../shared/errors/ssh-errors.ts";
import { runSsh } from "./run-ssh.ts";
import { type HostKey, parseKnownHosts, scanHostKeys } from "./scan-host-keys.ts";
import type { SshSettings } from "./ssh-arguments.ts";
import type { SshTarget } from "./ssh-target.ts";

/** What is known about the key that a host presents. */
export type HostKeyTrust =
  /** In known_hosts, or its fingerprint is pinned in cluster.yml. `keys` are to be noted for later. */
  | { readonly kind: "trusted"; readonly keys: readonly HostKey[] }
  /** Seen for the first time: somebody has to confirm the fingerprints. */
  | { readonly kind: "unknown"; readonly keys: readonly HostKey[] };

/** Judges a host's key; throws `SSH_UNREACHABLE`, `HOST_KEY_CHANGED`, `HOST_KEY_NOT_PINNED`. */
export const judgeHostKey = async (
  target: SshTarget,
  settings: SshSettings,
): Promise<HostKeyTrust> => {
  const { keys, reason } = await scanHostKeys(target, settings);
  if (keys.length === 0)
    throw sshUnreachable({ host: target.name, address: place(target), reason });
  const fingerprints = keys.map(fingerprintOf).join(", ");
  if (target.hostKey !== undefined) {
    if (keys.some((key) => fingerprintOf(key) === target.hostKey)) return { kind: "trusted", keys };
    throw hostKeyNotPinned({ host: target.name, pinned: target.hostKey, fingerprints });
  }
  for (const file of settings.knownHostsFiles) {
    const known = await knownKeys(target, file);
    if (known.length === 0) continue;
    if (keys.some((key) => known.some((other) => other.key === key.key)))
      return { kind: "trusted", keys };
    throw hostKeyChanged({ host: target.name, fingerprints, file });
  }
  return { kind: "unknown", keys };
};

/** OpenSSH's form: `SHA256:` and unpadded base64. */
export const fingerprintOf = ({ key }: HostKey): string => {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return `SHA256:${digest.replaceAll("=", "")}`;
};

/** The name under which OpenSSH looks a host up in known_hosts. */
export const knownHostsName = ({ address, port }: SshTarget): string =>
  port === undefined || port === 22 ? address : `[${address}]:${port}`;

const place = ({ address, port }: SshTarget): string =>
  port === undefined ? address : `${address} port ${port}`;

/** ssh-keygen reads hashed names too, which we could not. A missing file is an empty one. */
const knownKeys = async (target: SshTarget, file: string): Promise<readonly HostKey[]> => {
  const { stdout } = await runSsh({
    argv: ["ssh-keygen", "-F", knownHostsName(target), "-f", file],
    limitMs: 10_000,
  });
  return parseKnownHosts(stdout);
};
