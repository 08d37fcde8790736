import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runSsh } from "./run-ssh.ts";
import {
  connectTimeoutSeconds,
  type SshSettings,
  proxy,
  quoteOption,
  where,
} from "./ssh-arguments.ts";
import type { SshEndpoint } from "./ssh-target.ts";

/** A host key as it stands in a known_hosts line. */
export interface HostKey {
  /** `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`. */
  readonly type: string;
  /** Base64. */
  readonly key: string;
}

export interface HostKeyScan {
  /** `[]`: nobody answered. */
  readonly keys: readonly HostKey[];
  /** The name under which OpenSSH looks the host up in known_hosts: ssh_config may give it another. */
  readonly name: string | undefined;
  /** What OpenSSH said last. */
  readonly reason: string;
}

/**
 * The key that a host presents, learned without logging in (OpenSSH itself does the exchange, so
 * bastions and ssh_config count). `algorithms`: those that may be used; default: OpenSSH's own order.
 * Nothing that is learned here is trusted.
 */
export const scanHostKeys = async (
  target: SshEndpoint,
  settings: SshSettings,
  algorithms: readonly string[] = [],
): Promise<HostKeyScan> => {
  const folder = await mkdtemp(join(settings.controlFolder ?? tmpdir(), "pharos-scan-"));
  try {
    const file = join(folder, "known_hosts");
    const { stderr } = await runSsh({
      argv: [
        "ssh",
        ...scanOptions(target, settings, { file, algorithms }),
        ...where(target),
        "true",
      ],
      limitMs: (connectTimeoutSeconds(target, settings) + 10) * 1000,
    });
    const text = await readFile(file, "utf8").catch(() => "");
    return {
      keys: parseKnownHosts(text),
      name: /^[^\s,]+/.exec(text)?.[0],
      reason: stderr.trim().split("\n").at(-1) ?? "",
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const scanOptions = (
  target: SshEndpoint,
  settings: SshSettings,
  { file, algorithms }: { readonly file: string; readonly algorithms: readonly string[] },
): readonly string[] =>
  [
    "BatchMode=yes",
    // Writes the key down and goes on to a login that is bound to fail: no method is offered.
    "StrictHostKeyChecking=accept-new",
    "PreferredAuthentications=none",
    "PubkeyAuthentication=no",
    "HashKnownHosts=no",
    "GlobalKnownHostsFile=/dev/null",
    `UserKnownHostsFile=${quoteOption(file)}`,
    "UpdateHostKeys=no",
    ...(algorithms.length === 0 ? [] : [`HostKeyAlgorithms=${algorithms.join(",")}`]),
    "ControlPath=none",
    `ConnectTimeout=${connectTimeoutSeconds(target, settings)}`,
    "LogLevel=ERROR",
    ...proxy(target, settings),
  ].flatMap((option) => ["-o", option]);

/** Keys of all plain lines of a known_hosts text; markers (@cert-authority, @revoked) are left out. */
export const parseKnownHosts = (text: string): readonly HostKey[] =>
  text.split("\n").flatMap((line) => {
    const [names, type, key] = line.trim().split(/\s+/);
    if (names === undefined || names.startsWith("#") || names.startsWith("@")) return [];
    return type !== undefined && key !== undefined ? [{ type, key }] : [];
  });
