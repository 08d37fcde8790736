import type { SecureContext } from "node:tls";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { PharosError } from "../../shared/errors/pharos-error.ts";
import {
  agentUnreachableError,
  callCancelledError,
  agentNotTrustedError,
  tlsRefusedError,
} from "../../shared/errors/rpc-errors.ts";
import type { ConnectGate } from "../../shared/rpc/connect-gate.ts";
import type { OpenTransport } from "../../shared/rpc/open-transport.ts";
import { explainSshFailure } from "../bootstrap/explain-ssh-failure.ts";
import type { SshTarget } from "../bootstrap/ssh-target.ts";
import { type AgentRoute, isWorthRemembering, orderRoutes } from "./agent-route.ts";
import { firstAnswering } from "./first-answering.ts";
import { openOverSsh } from "./open-over-ssh.ts";
import { reachPort } from "./reach-port.ts";
import type { RoutedHost } from "./route-memory.ts";
import type { SshAccess } from "./ssh-access.ts";

export interface RoutedPorts {
  readonly identityName: string;
  readonly secureContext: SecureContext;
  readonly port: number;
  /** For hosts that are connected to at once. */
  readonly gate: ConnectGate;
  /** For logins at once. */
  readonly sshGate: ConnectGate;
  /** Of the direct way. */
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  readonly ssh?: SshAccess;
}

interface Routed {
  readonly route: AgentRoute;
  readonly opened: OpenTransport;
}

/** Opens the transport to an agent by the way that answers first, and remembers which it was. */
export const openRouted = (host: RoutedHost, ports: RoutedPorts): Promise<OpenTransport> =>
  ports.gate.run(async () => {
    const { ssh } = ports;
    const target = ssh?.toTarget(host);
    const hasDetour = target?.bastion !== undefined || target?.proxyCommand !== undefined;
    const remembered = ssh?.memory.recall(host);
    const order = orderRoutes({
      hasSsh: target !== undefined,
      hasDetour,
      ...(remembered === undefined ? {} : { remembered }),
    });
    let directFailedAfterMs: number | undefined;
    const attempts = order.map(({ route, aloneMs }) => ({
      aloneMs,
      open: async (lost: AbortSignal, heard: () => void): Promise<Routed> => {
        const signal = AbortSignal.any([lost, ports.signal]);
        const startedMs = performance.now();
        try {
          return { route, opened: await openBy(route, host, target, { ...ports, signal, heard }) };
        } catch (error) {
          if (route === "direct") directFailedAfterMs = performance.now() - startedMs;
          throw error;
        }
      },
    }));
    const outcome = await firstAnswering(attempts, {
      discard: ({ opened }) => opened.close(),
      isFinal: (error, index) => isFinal(error, order[index]?.route, hasDetour),
    });
    if (outcome.won) {
      const { route, opened } = outcome.value;
      if (isWorthRemembering(route, directFailedAfterMs)) ssh?.memory.note(host, route);
      return opened;
    }
    const failures = outcome.failures.map(toPharosError);
    const of = (route: AgentRoute) => failures[order.findIndex((one) => one.route === route)];
    const direct = of("direct") ?? toPharosError(failures[0]);
    const overSsh = of("ssh");
    if (overSsh === undefined || ssh === undefined || target === undefined) throw direct;
    const isUsuallySsh = hasDetour || remembered !== undefined;
    throw isUsuallySsh ? await explain(overSsh, target, ssh, ports) : bothWays(direct, overSsh);
  });

const openBy = async (
  route: AgentRoute,
  { address }: RoutedHost,
  target: SshTarget | undefined,
  ports: RoutedPorts & { readonly heard: () => void },
): Promise<OpenTransport> => {
  const { identityName, secureContext, signal, port, connectTimeoutMs } = ports;
  if (route === "ssh" && target !== undefined && ports.ssh !== undefined) {
    return await openOverSsh({
      target,
      access: ports.ssh,
      port,
      connect: { identityName, secureContext, signal, gate: ports.sshGate },
    });
  }
  if (target !== undefined) {
    await reachPort({ address, port, limitMs: connectTimeoutMs, signal });
    // A login by the hundred, because this machine is slow with its handshakes, makes it slower yet.
    ports.heard();
  }
  // On demand: grpc-js takes as long to load as the whole rest of the command line.
  const { openTransport } = await import("../../shared/rpc/open-transport.ts");
  return await openTransport({
    target: { address, port },
    identityName,
    secureContext,
    timeoutMs: connectTimeoutMs,
    signal,
  });
};

/**
 * What an agent says in the TLS handshake holds for both ways. Behind a bastion, though, the address
 * may be that of quite another machine in the network here.
 */
const isFinal = (error: unknown, route: AgentRoute | undefined, hasDetour: boolean): boolean => {
  if (callCancelledError.is(error)) return true;
  const isAgents = agentNotTrustedError.is(error) || tlsRefusedError.is(error);
  return isAgents && (route === "ssh" || !hasDetour);
};

/** Where SSH is the usual way, what is wrong with it is the error. */
const explain = async (
  failure: PharosError,
  target: SshTarget,
  { settings }: SshAccess,
  { sshGate }: RoutedPorts,
): Promise<PharosError> => {
  if (!agentUnreachableError.is(failure)) return failure;
  return (await sshGate.run(() => explainSshFailure(target, settings))) ?? failure;
};

const bothWays = (direct: PharosError, overSsh: PharosError): PharosError => {
  if (!agentUnreachableError.is(direct)) return direct;
  const { address, reason } = direct.fields;
  return agentUnreachableError(
    { address: String(address), reason: `${String(reason)}; ${overSsh.message}` },
    { cause: direct },
  );
};
