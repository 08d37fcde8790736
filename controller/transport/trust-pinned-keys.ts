import { readFile } from "node:fs/promises";
import { toBastionError } from "../bootstrap/explain-ssh-failure.ts";
import { judgeHostKey } from "../bootstrap/host-key-trust.ts";
import { rememberHostKeys } from "../bootstrap/known-hosts-file.ts";
import { pinnedName, type SshSettings } from "../bootstrap/ssh-arguments.ts";
import { bastionEndpoint, type SshEndpoint, type SshTarget } from "../bootstrap/ssh-target.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";

/**
 * Looks at hosts whose pinned keys are not noted yet, the bastion's first: a pin may be newer than
 * the last login. Without a file they are only compared. Errors: `HOST_KEY_NOT_PINNED`, `SSH_UNREACHABLE`, `BASTION_UNREACHABLE`.
 */
export const trustPinnedKeys = async (
  target: SshTarget,
  settings: SshSettings,
  knownHostsFile: string | undefined,
): Promise<void> => {
  const { bastion } = target;
  if (bastion !== undefined) {
    await trustPinned(bastionEndpoint(bastion), settings, knownHostsFile).catch(
      (error: unknown) => {
        throw toBastionError(target.name, toPharosError(error));
      },
    );
  }
  await trustPinned(target, settings, knownHostsFile);
};

const trustPinned = async (
  endpoint: SshEndpoint,
  settings: SshSettings,
  knownHostsFile: string | undefined,
): Promise<void> => {
  const { hostKey } = endpoint;
  if (hostKey === undefined) return;
  if (knownHostsFile === undefined) {
    await judgeHostKey(endpoint, settings);
    return;
  }
  const noted = await readFile(knownHostsFile, "utf8").catch(() => "");
  if (noted.includes(`${pinnedName(hostKey)} `)) return;
  await rememberHostKeys(knownHostsFile, await judgeHostKey(endpoint, settings));
};
