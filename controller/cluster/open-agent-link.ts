import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { AgentLink } from "./host-link.ts";

/** Asks a connected agent for all that a plan starts from, in one go. */
export const openAgentLink = async (connection: AgentConnection): Promise<AgentLink> => {
  const [health, facts, spec] = await Promise.all([
    connection.host.getHealth({}),
    connection.host.getFacts({}),
    connection.specs.getSpec({}),
  ]);
  return {
    kind: "agent",
    connection,
    facts: fromWireFacts(required(facts.facts, "GetFactsResponse", "facts")),
    spec: { generation: spec.generation, digest: spec.digest },
    membershipNumber: health.membershipNumber,
    agentBundleSha256: health.bundleSha256,
  };
};
