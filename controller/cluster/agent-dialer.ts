import { AGENT_PORT } from "../../shared/firewall/port-table.ts";
import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import type { Keystore } from "../keystore/keystore.ts";
import { MANY_HOSTS, spareMemory } from "./spare-memory.ts";
import { openRouted } from "../transport/open-routed.ts";
import { createReopeningTransport } from "../transport/reopening-transport.ts";
import type { RoutedHost } from "../transport/route-memory.ts";
import type { SshAccess } from "../transport/ssh-access.ts";

/** Connects to agents of one cluster, all with one identity and one limit on handshakes. */
export interface AgentDialer {
  /**
   * Directly or over SSH, whichever answers; a connection that broke is made anew by either. Errors:
   * as `connect`; where SSH is the usual way, what is wrong with that.
   */
  readonly dial: (host: RoutedHost) => Promise<DialedConnection>;
  /** Keeps what was learned of the ways. Connections are closed by their owners before. */
  readonly close: () => Promise<void>;
}

export interface DialedConnection extends AgentConnection {
  /** Ends the connection for now; the next call makes it anew. No call may be in progress. */
  readonly rest: () => void;
}

export interface DialerOptions {
  readonly keystore: Keystore;
  /** Who acts, for audit: the login name on this machine. */
  readonly operator: string;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
  /** Absent: only the direct way is tried. */
  readonly ssh?: SshAccess;
}

/** Logins at once; an sshd with its usual settings drops some of more than ten. */
const SSH_CONNECTS = 8;

/** Mints an admin certificate for this invocation; it lives in memory. */
export const createAgentDialer = async (options: DialerOptions): Promise<AgentDialer> => {
  const { keystore, signal, connectTimeoutMs, ssh } = options;
  const { chain, privateKey } = await keystore.issueOperatorCertificate({
    name: options.operator,
    role: "admin",
  });
  const secureContext = createClientContext({
    roots: keystore.roots,
    chain,
    key: renderPrivateKey(privateKey),
  });
  const ports = {
    secureContext,
    gate: createConnectGate(),
    sshGate: createConnectGate(SSH_CONNECTS),
    connectTimeoutMs,
    signal,
    ...(ssh === undefined ? {} : { ssh }),
    port: AGENT_PORT,
  };
  let dialed = 0;
  return {
    dial: async (host) => {
      const identityName = agentDnsName(host.name, keystore.cluster.id);
      const open = () => openRouted(host, { ...ports, identityName });
      const { transport, rest, close } = createReopeningTransport(await open(), open);
      const { toAgentConnection } = await import("../../shared/rpc/open-connection.ts");
      dialed += 1;
      if (dialed === MANY_HOSTS) spareMemory();
      return { ...toAgentConnection(transport, close), rest };
    },
    close: async () => {
      await ssh?.memory.settle();
      await ssh?.sockets.remove();
    },
  };
};
