import { agentNotTrustedError, agentUnreachableError } from "../../shared/errors/rpc-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import { hostKeyUnknown } from "../../shared/errors/ssh-errors.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import { fingerprintOf, judgeHostKey } from "../bootstrap/host-key-trust.ts";
import { rememberHostKeys } from "../bootstrap/known-hosts-file.ts";
import { type HostProbe, probeHost } from "../bootstrap/probe-host.ts";
import type { HostKey } from "../bootstrap/scan-host-keys.ts";
import type { SshSettings } from "../bootstrap/ssh-arguments.ts";
import { createSshSession, type SshSession } from "../bootstrap/ssh-session.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";
import type { AgentDialer } from "./agent-dialer.ts";
import type { HostLink } from "./host-link.ts";
import { mapLimited } from "./map-limited.ts";
import { openAgentLink } from "./open-agent-link.ts";
import { openSshLink } from "./open-ssh-link.ts";

export interface SurveyedHost {
  readonly config: ConfiguredHost;
  readonly link: HostLink;
}

export interface SurveyResult {
  /** In the order of cluster.yml. */
  readonly hosts: readonly SurveyedHost[];
  readonly failures: readonly (HostFailure & { readonly member: boolean })[];
}

export interface SurveyPorts {
  readonly clusterId: string | undefined;
  readonly membership: Membership | undefined;
  /** `undefined` while the cluster has no keys yet. */
  readonly dialer: AgentDialer | undefined;
  readonly toTarget: (host: ConfiguredHost) => SshTarget;
  readonly ssh: SshSettings;
  readonly parallel: number;
  /** The cluster's own known_hosts, for keys that were confirmed or pinned. */
  readonly knownHostsFile: string;
  /** Shows all unknown keys at once and asks; `false`: nothing is trusted. */
  readonly confirmHostKeys: (keys: readonly UnknownHostKey[]) => Promise<boolean>;
  readonly distribution: () => Promise<Distribution>;
  readonly now: () => Date;
}

export interface UnknownHostKey {
  readonly host: string;
  readonly fingerprints: readonly string[];
}

/**
 * Reaches every host and learns its facts: through its agent where there is one, else over SSH with
 * an agent that is only staged. Changes nothing on hosts but a temporary folder.
 */
export const survey = async (
  hosts: readonly ConfiguredHost[],
  ports: SurveyPorts,
): Promise<SurveyResult> => {
  const trusted = await trustHostKeys(hosts, ports);
  const results = await mapLimited(hosts, ports.parallel, async (config, index) => {
    try {
      const first = trusted[index];
      if (first instanceof Error) throw first;
      return { config, link: first ?? (await reachOverSsh(config, ports)) };
    } catch (error) {
      const member = memberAt(config, ports.membership) !== undefined;
      return { host: config.address, error: toPharosError(error), member };
    }
  });
  return {
    hosts: results.flatMap((result) => (result.link === undefined ? [] : [result])),
    failures: results.flatMap((result) => (result.error === undefined ? [] : [result])),
  };
};

/** The member that cluster.yml means by a host. */
const memberAt = (config: ConfiguredHost, membership: Membership | undefined): Member | undefined =>
  membership?.members.find(
    ({ address, state }) => state === "member" && address === config.address,
  );

/**
 * Per host: a link where the agent answers, an error where the SSH key is refused, `undefined` where
 * SSH may be used. Unknown keys of all hosts are asked about at once.
 */
const trustHostKeys = async (
  hosts: readonly ConfiguredHost[],
  ports: SurveyPorts,
): Promise<readonly (HostLink | Error | undefined)[]> => {
  const unknown = new Map<ConfiguredHost, readonly HostKey[]>();
  const first = await mapLimited(hosts, ports.parallel, async (config) => {
    try {
      const link = await reachAgent(config, ports);
      if (link !== undefined) return link;
      const target = ports.toTarget(config);
      const trust = await judgeHostKey(target, ports.ssh);
      if (trust.kind === "unknown") unknown.set(config, trust.keys);
      else await rememberHostKeys(ports.knownHostsFile, target, trust.keys);
      return undefined;
    } catch (error) {
      return toPharosError(error);
    }
  });
  if (unknown.size === 0) return first;
  const confirmed = await ports.confirmHostKeys(
    [...unknown].map(([{ address }, keys]) => ({
      host: address,
      fingerprints: keys.map(fingerprintOf),
    })),
  );
  for (const [config, keys] of unknown) {
    if (confirmed) await rememberHostKeys(ports.knownHostsFile, ports.toTarget(config), keys);
  }
  if (confirmed) return first;
  return first.map((result, index) => {
    const config = hosts[index];
    const keys = config && unknown.get(config);
    if (config === undefined || keys === undefined) return result;
    return hostKeyUnknown({
      host: config.address,
      fingerprints: keys.map(fingerprintOf).join(", "),
    });
  });
};

/** `undefined`: no member of that address, or nobody answers there who proves to be its agent. */
const reachAgent = async (
  config: ConfiguredHost,
  ports: SurveyPorts,
): Promise<HostLink | undefined> => {
  const member = memberAt(config, ports.membership);
  if (member === undefined || ports.dialer === undefined) return undefined;
  try {
    return await openCurrentAgent(member, ports.dialer, ports);
  } catch (error) {
    // Its certificate may have ended, or the host was set up anew: whose host it is says its SSH key.
    if (agentUnreachableError.is(error) || agentNotTrustedError.is(error)) return undefined;
    throw error;
  }
};

const reachOverSsh = async (config: ConfiguredHost, ports: SurveyPorts): Promise<HostLink> => {
  const session = createSshSession(ports.toTarget(config), ports.ssh);
  try {
    const probe = await probeHost(session, { clusterId: ports.clusterId, now: ports.now });
    const link = await reachProbedAgent(config, probe, ports);
    if (link === undefined) return await openStaged(session, probe, ports);
    await session.close();
    return link;
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
};

/** `undefined`: there is no agent of this cluster, or none that answers: it is enrolled anew. */
const reachProbedAgent = async (
  { address }: ConfiguredHost,
  { agent }: HostProbe,
  ports: SurveyPorts,
): Promise<HostLink | undefined> => {
  if (agent === undefined || ports.dialer === undefined) return undefined;
  try {
    return await openCurrentAgent({ name: agent.host, address }, ports.dialer, ports);
  } catch {
    return undefined;
  }
};

/** Certificates live for 30 days; an apply gives a new one to a host that may miss the next. */
const CERTIFICATE_RESERVE_MS = 10 * 24 * 3_600_000;

/** `undefined` for an agent of another build than ours, or whose certificate ends soon: it is replaced over SSH. */
const openCurrentAgent = async (
  host: { readonly name: string; readonly address: string },
  dialer: AgentDialer,
  ports: SurveyPorts,
): Promise<HostLink | undefined> => {
  const link = await openAgentLink(await dialer.dial(host), ports.now);
  const { bundleSha256 } = await ports.distribution();
  const leftMs = link.certificateEndsAtMs - ports.now().getTime();
  if (link.agentBundleSha256 === bundleSha256 && leftMs > CERTIFICATE_RESERVE_MS) return link;
  link.connection.close();
  return undefined;
};

const openStaged = async (
  session: SshSession,
  probe: HostProbe,
  ports: SurveyPorts,
): Promise<HostLink> => openSshLink(session, probe, await ports.distribution());
