import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { hostKeyUnknown } from "../../shared/errors/ssh-errors.ts";
import { toBastionError } from "../bootstrap/explain-ssh-failure.ts";
import { fingerprintOf, type HostKeyTrust, judgeHostKey } from "../bootstrap/host-key-trust.ts";
import { rememberHostKeys } from "../bootstrap/known-hosts-file.ts";
import type { SshSettings } from "../bootstrap/ssh-arguments.ts";
import { bastionEndpoint, type SshEndpoint, type SshTarget } from "../bootstrap/ssh-target.ts";
import { mapLimited } from "./map-limited.ts";

export interface HostKeyPorts {
  readonly ssh: SshSettings;
  readonly parallel: number;
  /** The cluster's own known_hosts, for keys that were confirmed or pinned. */
  readonly knownHostsFile: string;
  /** Shows all unknown keys at once and asks; `false`: nothing is trusted. */
  readonly confirmHostKeys: (keys: readonly UnknownHostKey[]) => Promise<boolean>;
}

export interface UnknownHostKey {
  readonly host: string;
  readonly fingerprints: readonly string[];
}

/**
 * Judges the SSH keys of hosts, and before them those of their bastions, each bastion once: nobody
 * behind one can be looked at before it is trusted. Gives why a host may not be logged in to, by its place.
 */
export const trustHostKeys = async (
  targets: readonly SshTarget[],
  ports: HostKeyPorts,
): Promise<readonly (PharosError | undefined)[]> => {
  const bastions = new Map(
    targets.flatMap(({ bastion }) =>
      bastion === undefined ? [] : [[JSON.stringify(bastion), bastionEndpoint(bastion)] as const],
    ),
  );
  const verdicts = await trustEndpoints([...bastions.values()], ports);
  const refused = new Map([...bastions.keys()].map((key, at) => [key, verdicts[at]] as const));
  const before = ({ name, bastion }: SshTarget): PharosError | undefined => {
    const error = bastion && refused.get(JSON.stringify(bastion));
    return error && toBastionError(name, error);
  };
  const reachable = targets.filter((target) => before(target) === undefined);
  const own = await trustEndpoints(reachable, ports);
  return targets.map((target) => before(target) ?? own[reachable.indexOf(target)]);
};

const trustEndpoints = async (
  endpoints: readonly SshEndpoint[],
  ports: HostKeyPorts,
): Promise<readonly (PharosError | undefined)[]> => {
  const verdicts = await mapLimited(endpoints, ports.parallel, async (endpoint) => {
    try {
      const trust = await judgeHostKey(endpoint, ports.ssh);
      if (trust.kind === "trusted") await rememberHostKeys(ports.knownHostsFile, trust);
      return trust;
    } catch (error) {
      return toPharosError(error);
    }
  });
  const unknown = verdicts.flatMap((verdict, at) =>
    verdict instanceof Error || verdict.kind === "trusted"
      ? []
      : [{ host: endpoints[at]?.name ?? "", trust: verdict }],
  );
  const confirmed =
    unknown.length === 0 ||
    (await ports.confirmHostKeys(
      unknown.map(({ host, trust }) => ({ host, fingerprints: trust.keys.map(fingerprintOf) })),
    ));
  if (confirmed) {
    for (const { trust } of unknown) await rememberHostKeys(ports.knownHostsFile, trust);
  }
  return verdicts.map((verdict, at) => {
    if (verdict instanceof Error) return verdict;
    return confirmed || verdict.kind === "trusted"
      ? undefined
      : unknownKeyError(endpoints[at]?.name ?? "", verdict);
  });
};

const unknownKeyError = (host: string, { keys }: HostKeyTrust): PharosError =>
  hostKeyUnknown({ host, fingerprints: keys.map(fingerprintOf).join(", ") });
