import { existsSync } from "node:fs";
import { join } from "node:path";
import { hostUnknown } from "../../shared/errors/run-errors.ts";
import { sshArguments } from "../bootstrap/ssh-arguments.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { CommandContext } from "../cli/command-context.ts";
import type { LoadedConfig } from "../config/load-cluster-config.ts";
import { trustPinnedKeys } from "../transport/trust-pinned-keys.ts";
import { openClusterSession } from "./cluster-session.ts";
import { toSshTarget } from "./ssh-targets.ts";

/** A host of cluster.yml that may be logged in to. */
export interface LoginTarget {
  /** Its name in the cluster, else its address in cluster.yml. */
  readonly name: string;
  readonly address: string;
  /** Arguments of `ssh` up to and with the destination. */
  readonly sshArguments: readonly string[];
  /** To be called before the login: sees to it that the keys are those that cluster.yml pins. Errors: HOST_KEY_NOT_PINNED and as SSH. */
  readonly trustPins: () => Promise<void>;
}

const CONNECT_TIMEOUT_SECONDS = 10;

/**
 * How the hosts of cluster.yml are logged in to: as at the bootstrap, host keys are those that the
 * user or the cluster knows. Needs no agent, so that it works when nothing else does.
 */
export const readLoginTargets = async (
  { home, clock }: Pick<CommandContext, "home" | "clock">,
  { config }: LoadedConfig,
): Promise<readonly LoginTarget[]> => {
  const base = join(home, ".pharos");
  const session = await openClusterSession(base, config, {
    now: () => new Date(clock.nowMs()),
  });
  const knownHostsFile = session.isDraft ? undefined : join(session.keystore.folder, "known_hosts");
  const settings = {
    knownHostsFiles: [
      join(home, ".ssh", "known_hosts"),
      // Of a draft: what was confirmed in a plan.
      knownHostsFile ?? join(base, "known_hosts"),
    ],
    connectTimeoutSeconds: CONNECT_TIMEOUT_SECONDS,
  };
  await session.discard();
  const members = session.membership?.content.members ?? [];
  return config.hosts.map((host) => {
    const target = toSshTarget(host, home, existsSync);
    const isKept = knownHostsFile !== undefined;
    return {
      name: members.find(({ address }) => address === host.address)?.name ?? host.address,
      address: host.address,
      sshArguments: sshArguments(isKept ? target : withoutPins(target), settings),
      trustPins: () => trustPinnedKeys(target, settings, knownHostsFile),
    };
  });
};

/** Without a cluster there is no file for pinned keys: they are compared, and known_hosts decides. */
const withoutPins = ({ hostKey: _own, bastion, ...rest }: SshTarget): SshTarget => {
  if (bastion === undefined) return rest;
  const { hostKey: _its, ...unpinned } = bastion;
  return { ...rest, bastion: unpinned };
};

/** The targets with these names or addresses; all without any. Errors: HOST_UNKNOWN. */
export const selectTargets = (
  targets: readonly LoginTarget[],
  said: readonly string[],
): readonly LoginTarget[] => {
  if (said.length === 0) return targets;
  const stranger = said.find(
    (one) => !targets.some(({ name, address }) => one === name || one === address),
  );
  if (stranger !== undefined) {
    const known = targets.map(({ name }) => name).join(", ");
    throw hostUnknown({ host: stranger, known });
  }
  return targets.filter(({ name, address }) => said.includes(name) || said.includes(address));
};
