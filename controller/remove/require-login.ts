import { existsSync } from "node:fs";
import { join } from "node:path";
import { probeHost } from "../bootstrap/probe-host.ts";
import { createSshSession } from "../bootstrap/ssh-session.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { toSshTarget } from "../cluster/ssh-targets.ts";
import { type HostKeyPorts, trustHostKeys } from "../cluster/trust-host-keys.ts";
import type { Keystore } from "../keystore/keystore.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";

const CONNECT_TIMEOUT_SECONDS = 5;

/**
 * Logs in to a host over SSH and looks at it as an apply does that finds no agent there; changes nothing.
 * Throws what would keep that apply from it: a host that is made bare has nothing else to be reached by.
 */
export const requireLogin = async (
  host: ConfiguredHost,
  { folder, cluster }: Pick<Keystore, "folder" | "cluster">,
  { home, clock }: Pick<CommandContext, "home" | "clock">,
  confirmHostKeys: HostKeyPorts["confirmHostKeys"],
): Promise<void> => {
  const knownHostsFile = join(folder, "known_hosts");
  const ssh = {
    knownHostsFiles: [join(home, ".ssh", "known_hosts"), knownHostsFile],
    connectTimeoutSeconds: CONNECT_TIMEOUT_SECONDS,
  };
  const target = toSshTarget(host, home, existsSync);
  const ports = { ssh, parallel: 1, knownHostsFile, confirmHostKeys };
  const [refusal] = await trustHostKeys([target], ports);
  if (refusal !== undefined) throw refusal;
  const now = (): Date => new Date(clock.nowMs());
  await probeHost(createSshSession(target, ssh), { clusterId: cluster.id, now });
};
