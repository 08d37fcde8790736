import {
  agentNotTrustedError,
  agentUnreachableError,
  tlsRefusedError,
} from "../../shared/errors/rpc-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure, PharosError } from "../../shared/errors/pharos-error.ts";
import { memberCopied } from "../../shared/errors/membership-errors.ts";
import { hostKeyUnknown } from "../../shared/errors/ssh-errors.ts";
import type { Member, Membership } from "../../shared/spec/membership.ts";
import type { Distribution } from "../bootstrap/distribution.ts";
import { type HostProbe, probeHost } from "../bootstrap/probe-host.ts";
import { createSshSession, type SshSession } from "../bootstrap/ssh-session.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import type { ConfiguredHost } from "../spec/node-spec-input.ts";
import type { AgentDialer } from "./agent-dialer.ts";
import type { AgentLink, HostLink } from "./host-link.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { mapLimited } from "./map-limited.ts";
import { openAgentLink } from "./open-agent-link.ts";
import { requireClock } from "./require-clock.ts";
import { MANY_HOSTS } from "./spare-memory.ts";
import { openSshLink } from "./open-ssh-link.ts";
import { type HostKeyPorts, trustHostKeys } from "./trust-host-keys.ts";

export interface SurveyedHost {
  readonly config: ConfiguredHost;
  readonly link: HostLink;
}

export interface SurveyResult {
  /** In the order of cluster.yml. */
  readonly hosts: readonly SurveyedHost[];
  readonly failures: readonly (HostFailure & { readonly member: boolean })[];
}

export interface SurveyPorts extends HostKeyPorts {
  readonly clusterId: string | undefined;
  readonly membership: Membership | undefined;
  /** `undefined` while the cluster has no keys yet. */
  readonly dialer: AgentDialer | undefined;
  readonly toTarget: (host: ConfiguredHost) => SshTarget;
  /** Name or id of a cluster that is taken over. */
  readonly takeOver?: string;
  readonly distribution: () => Promise<Distribution>;
  readonly now: () => Date;
}

/**
 * Reaches every host and learns its facts: through its agent where there is one, else over SSH with
 * an agent that is only staged. Changes nothing on hosts but a temporary folder.
 */
export const survey = async (
  hosts: readonly ConfiguredHost[],
  ports: SurveyPorts,
): Promise<SurveyResult> => {
  const trusted = await reachAgents(hosts, ports);
  const results = await mapLimited(hosts, ports.parallel, async (config, index) => {
    try {
      const first = trusted[index];
      if (tlsRefusedError.is(first)) throw await explainOverSsh(first, config, ports);
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
 * Agents take their time each for itself: what is scarce here is the processor for handshakes, which have
 * five seconds each, and memory, of which an open connection takes a tenth of a megabyte.
 */
const AGENTS_AT_ONCE = 64;

/** Per host: a link where the agent answers, an error where SSH may not be used, `undefined` where it may. */
const reachAgents = async (
  hosts: readonly ConfiguredHost[],
  ports: SurveyPorts,
): Promise<readonly (HostLink | Error | undefined)[]> => {
  const reached = await mapLimited(hosts, AGENTS_AT_ONCE, (config) =>
    reachAgent(config, ports).catch(toPharosError),
  );
  const strangers = hosts.filter((_, at) => reached[at] === undefined);
  const refusals = await trustHostKeys(strangers.map(ports.toTarget), ports);
  return hosts.map((config, at) => reached[at] ?? refusals[strangers.indexOf(config)]);
};

/** `undefined`: no member of that address, or nobody answers there who proves to be its agent. */
const reachAgent = async (
  config: ConfiguredHost,
  ports: SurveyPorts,
): Promise<AgentLink | undefined> => {
  const member = memberAt(config, ports.membership);
  if (member === undefined || ports.dialer === undefined) return undefined;
  try {
    const link = await openCurrentAgent(member, ports.dialer, ports);
    return link && requireClock(config, link);
  } catch (error) {
    // Its certificate may have ended, or the host was set up anew: whose host it is says its SSH key.
    if (agentUnreachableError.is(error) || agentNotTrustedError.is(error)) return undefined;
    // Somebody may confirm it in a moment.
    if (hostKeyUnknown.is(error)) return undefined;
    throw error;
  }
};

const explainOverSsh = async (
  refusal: PharosError,
  config: ConfiguredHost,
  ports: SurveyPorts,
): Promise<PharosError> =>
  await explainRefusal(refusal, createSshSession(ports.toTarget(config), ports.ssh), ports);

const reachOverSsh = async (config: ConfiguredHost, ports: SurveyPorts): Promise<HostLink> => {
  const session = createSshSession(ports.toTarget(config), ports.ssh);
  try {
    const probe = await probeHost(session, ports);
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
  if (agent === undefined || agent.isForeign || ports.dialer === undefined) return undefined;
  const { dialer } = ports;
  const link = await openCurrentAgent({ name: agent.host, address }, dialer, ports).catch(
    () => undefined,
  );
  if (link !== undefined) await refuseCopy({ name: agent.host, address, link }, dialer, ports);
  return link;
};

interface MovedAgent {
  readonly name: string;
  readonly address: string;
  readonly link: AgentLink;
}

/** A member may have moved to another address; two machines with one member's key may not be there. */
const refuseCopy = async (
  { name, address, link }: MovedAgent,
  dialer: AgentDialer,
  { membership }: SurveyPorts,
): Promise<void> => {
  const member = membership?.members.find(
    (known) => known.name === name && known.state === "member",
  );
  if (member === undefined || member.address === address) return;
  const bootId = await readBootId(member, dialer).catch(() => undefined);
  // The old address may be another one of the same machine.
  if (bootId === undefined || bootId === link.facts.bootId) return;
  link.connection.close();
  throw memberCopied({ name, address, member: member.address });
};

const readBootId = async (member: Member, dialer: AgentDialer): Promise<string | undefined> => {
  const connection = await dialer.dial(member);
  try {
    return (await connection.host.getFacts({})).facts?.bootId;
  } finally {
    connection.close();
  }
};

/** Certificates live for 30 days; an apply gives a new one to a host that may miss the next. */
const CERTIFICATE_RESERVE_MS = 10 * 24 * 3_600_000;

/** `undefined` for an agent that cannot be updated by itself, or whose certificate ends soon: it is replaced over SSH. */
const openCurrentAgent = async (
  host: { readonly name: string; readonly address: string },
  dialer: AgentDialer,
  ports: SurveyPorts,
): Promise<AgentLink | undefined> => {
  const connection = await dialer.dial(host);
  const link = await openAgentLink(connection, ports.now);
  const leftMs = link.certificateEndsAtMs - ports.now().getTime();
  if (link.build === "" || leftMs <= CERTIFICATE_RESERVE_MS) {
    connection.close();
    return undefined;
  }
  // Most hosts of many have nothing to do, and each open connection costs a tenth of a megabyte.
  if ((ports.membership?.members.length ?? 0) > MANY_HOSTS) connection.rest();
  return link;
};

const openStaged = async (
  session: SshSession,
  probe: HostProbe,
  ports: SurveyPorts,
): Promise<HostLink> => openSshLink(session, probe, await ports.distribution());
