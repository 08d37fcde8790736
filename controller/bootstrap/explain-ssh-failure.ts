import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import {
  bastionUnreachable,
  hostKeyUnknown,
  sshLoginRefused,
  sshUnreachable,
} from "../../shared/errors/ssh-errors.ts";
import { fingerprintOf, judgeHostKey } from "./host-key-trust.ts";
import { runSsh } from "./run-ssh.ts";
import { sshArguments, type SshSettings } from "./ssh-arguments.ts";
import { bastionEndpoint, type SshEndpoint, type SshTarget } from "./ssh-target.ts";

const CONNECTS = 3;
/** Beyond the time to connect: for a login on a slow host. */
const LOGIN_MS = 15_000;

/**
 * Finds out why SSH to a host failed, by trying its parts one by one: OpenSSH's exit code says
 * nothing, and no error is told by its text. `undefined`: logging in works now.
 */
export const explainSshFailure = async (
  target: SshTarget,
  settings: SshSettings,
): Promise<PharosError | undefined> => {
  const { knownHostsFiles, connectTimeoutSeconds } = settings;
  const own = { knownHostsFiles, connectTimeoutSeconds };
  const login = await runSsh({
    argv: ["ssh", "-o", "ControlPath=none", ...sshArguments(target, own), "true"],
    limitMs: connectTimeoutSeconds * CONNECTS * 1_000 + LOGIN_MS,
  });
  if (login.exitCode === 0) return undefined;
  const { name: host, user, bastion } = target;
  try {
    if (bastion !== undefined) await requireTrust(bastionEndpoint(bastion), settings);
  } catch (error) {
    return toBastionError(host, toPharosError(error));
  }
  try {
    await requireTrust(target, settings);
  } catch (error) {
    return toPharosError(error);
  }
  const reason = login.stderr.trim().split("\n").at(-1) ?? "";
  return sshLoginRefused({ host, user, reason });
};

/** What is wrong with a bastion, as the error of a host behind it. */
export const toBastionError = (host: string, error: PharosError): PharosError => {
  if (!sshUnreachable.is(error)) return error;
  const { address, reason } = error.fields;
  return bastionUnreachable(
    { host, bastion: String(address), reason: String(reason) },
    { cause: error },
  );
};

const requireTrust = async (endpoint: SshEndpoint, settings: SshSettings): Promise<void> => {
  const { kind, keys } = await judgeHostKey(endpoint, settings);
  if (kind === "trusted") return;
  const fingerprints = keys.map(fingerprintOf).join(", ");
  throw hostKeyUnknown({ host: endpoint.name, fingerprints });
};
