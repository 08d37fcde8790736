import { agentDnsName } from "../../shared/pki/agent-name.ts";
import { type AgentConnection, connect } from "../../shared/rpc/connect.ts";
import { createConnectGate } from "../../shared/rpc/connect-gate.ts";
import { createClientContext } from "../../shared/rpc/tls-material.ts";
import { trustedRoots } from "../../shared/pki/trust-bundle.ts";
import type { Member } from "../../shared/spec/membership.ts";
import type { Agent } from "../agent.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** As this host's agent to the one of another member. Close what it gives. Throws as `connect` does. */
export const connectMember = async (
  { config, identity }: Pick<Agent, "config" | "identity">,
  { name, privateAddress }: Member,
): Promise<AgentConnection> => {
  const { trust, certificateChain, privateKey } = identity.current();
  return await connect({
    target: { address: privateAddress, port: config.port },
    identityName: agentDnsName(name, config.clusterId),
    secureContext: createClientContext({
      roots: trustedRoots(trust),
      chain: certificateChain,
      key: privateKey,
    }),
    gate: createConnectGate(),
    timeoutMs: CONNECT_TIMEOUT_MS,
  });
};
