import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { renderPrivateKey } from "../../shared/pki/private-key.ts";
import { type AgentConnection, connect } from "../../shared/rpc/connect.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import type { Keystore } from "../keystore/keystore.ts";

export const AGENT_PORT = 7443;

/** Connects to agents of one cluster, all with one identity and one limit on handshakes. */
export interface AgentDialer {
  readonly dial: (host: {
    readonly name: string;
    readonly address: string;
  }) => Promise<AgentConnection>;
}

export interface DialerOptions {
  readonly keystore: Keystore;
  /** Who acts, for audit: the login name on this machine. */
  readonly operator: string;
  readonly connectTimeoutMs: number;
  readonly signal: AbortSignal;
}

/** Mints an admin certificate for this invocation; it lives in memory. */
export const createAgentDialer = async (options: DialerOptions): Promise<AgentDialer> => {
  const { keystore, signal, connectTimeoutMs } = options;
  const { chain, privateKey } = await keystore.issueOperatorCertificate({
    name: options.operator,
    role: "admin",
  });
  const secureContext = createClientContext({
    roots: keystore.trust.rootCertificate,
    chain,
    key: renderPrivateKey(privateKey),
  });
  const gate = createConnectGate();
  return {
    dial: ({ name, address }) =>
      connect({
        target: { address, port: AGENT_PORT },
        identityName: agentDnsName(name, keystore.cluster.id),
        secureContext,
        gate,
        timeoutMs: connectTimeoutMs,
        signal,
      }),
  };
};
