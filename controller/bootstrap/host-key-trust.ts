import { createHash } from "node:crypto";
import {
  hostKeyChanged,
  hostKeyNotPinned,
  sshUnreachable,
} from "../../shared/errors/ssh-errors.ts";
import { compareHostKeys } from "./compare-host-keys.ts";
import { runSsh } from "./run-ssh.ts";
import { type HostKey, parseKnownHosts, scanHostKeys } from "./scan-host-keys.ts";
import { pinnedName, quoteWord, type SshSettings } from "./ssh-arguments.ts";
import type { SshEndpoint } from "./ssh-target.ts";

/** What is known about the key that a host presents. */
export interface HostKeyTrust {
  /** `trusted`: in known_hosts, or pinned in cluster.yml. `unknown`: somebody has to confirm the fingerprints. */
  readonly kind: "trusted" | "unknown";
  /** To be noted for later, under these names. */
  readonly keys: readonly HostKey[];
  readonly names: readonly string[];
}

/** Judges a host's key; throws `SSH_UNREACHABLE`, `HOST_KEY_CHANGED`, `HOST_KEY_NOT_PINNED`. */
export const judgeHostKey = async (
  target: SshEndpoint,
  settings: SshSettings,
): Promise<HostKeyTrust> => {
  const { keys, reason, name = knownHostsName(target) } = await scanHostKeys(target, settings);
  if (keys.length === 0)
    throw sshUnreachable({ host: target.name, address: place(target), reason });
  return target.hostKey === undefined
    ? judgeByFiles(target, settings, { keys, name })
    : judgeByPin(target, settings, { keys, name, pinned: target.hostKey });
};

/** OpenSSH's form: `SHA256:` and unpadded base64. */
export const fingerprintOf = ({ key }: HostKey): string => {
  const digest = createHash("sha256").update(Buffer.from(key, "base64")).digest("base64");
  return `SHA256:${digest.replaceAll("=", "")}`;
};

/** The name under which OpenSSH looks a host up in known_hosts, unless ssh_config says otherwise. */
export const knownHostsName = ({ address, port }: SshEndpoint): string =>
  port === undefined || port === 22 ? address : `[${address}]:${port}`;

/** Keys of a host in known_hosts files; ssh-keygen reads hashed names too. A missing file is an empty one. */
export const knownHostKeys = async (
  name: string,
  files: readonly string[],
): Promise<readonly HostKey[]> => {
  const results = await Promise.all(
    files.map((file) => runSsh({ argv: ["ssh-keygen", "-F", name, "-f", file], limitMs: 10_000 })),
  );
  return results.flatMap(({ stdout }) => parseKnownHosts(stdout));
};

interface Presented {
  readonly keys: readonly HostKey[];
  readonly name: string;
}

/** As OpenSSH at a login: one key in one of the files is enough. */
const judgeByFiles = async (
  target: SshEndpoint,
  settings: SshSettings,
  { keys: presented, name }: Presented,
): Promise<HostKeyTrust> => {
  const files = settings.knownHostsFiles;
  const known = await knownHostKeys(name, files);
  const first = compareHostKeys(presented, known);
  // The login will ask for the types that are known: so does the second look.
  const keys =
    first === "other-type"
      ? (await scanHostKeys(target, settings, algorithmsOf(known))).keys
      : presented;
  switch (first === "other-type" ? compareHostKeys(keys, known) : first) {
    case "match":
      return { kind: "trusted", keys, names: [name] };
    case "unknown":
      if (known.length === 0) return { kind: "unknown", keys, names: [name] };
      break;
    case "changed":
    case "other-type":
      break;
  }
  const fingerprints = presented.map(fingerprintOf).join(", ");
  const holding = await filesHolding(name, files);
  throw hostKeyChanged({
    host: target.name,
    fingerprints,
    file: holding.join(" and "),
    forget: holding.map((file) => renderForget(name, file)).join(" && "),
  });
};

const filesHolding = async (name: string, files: readonly string[]): Promise<readonly string[]> => {
  const known = await Promise.all(files.map((file) => knownHostKeys(name, [file])));
  return files.filter((_, at) => known[at]?.length !== 0);
};

const renderForget = (name: string, file: string): string =>
  ["ssh-keygen", "-R", name, "-f", file].map(quoteWord).join(" ");

/** The pinned key may be of another type than the one that the host offers first. */
const judgeByPin = async (
  target: SshEndpoint,
  settings: SshSettings,
  { keys: presented, name, pinned }: Presented & { readonly pinned: string },
): Promise<HostKeyTrust> => {
  const isPinned = (key: HostKey): boolean => fingerprintOf(key) === pinned;
  const seen = [...presented];
  for (const algorithms of [undefined, ...Object.values(FAMILIES)]) {
    if (algorithms !== undefined) {
      seen.push(...(await scanHostKeys(target, settings, algorithms)).keys);
    }
    const keys = seen.filter(isPinned);
    if (keys.length > 0) {
      return { kind: "trusted", keys: keys.slice(0, 1), names: [name, pinnedName(pinned)] };
    }
  }
  const fingerprints = [...new Set(seen.map(fingerprintOf))].join(", ");
  throw hostKeyNotPinned({ host: target.name, pinned, fingerprints });
};

const place = ({ address, port }: SshEndpoint): string =>
  port === undefined ? address : `${address} port ${port}`;

const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  ed25519: ["ssh-ed25519"],
  ecdsa: ["ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"],
  rsa: ["rsa-sha2-512", "rsa-sha2-256"],
};

/** An RSA key (`ssh-rsa`) signs by algorithms of other names. */
const algorithmsOf = (keys: readonly HostKey[]): readonly string[] => [
  ...new Set(keys.flatMap(({ type }) => (type === "ssh-rsa" ? (FAMILIES["rsa"] ?? []) : [type]))),
];
