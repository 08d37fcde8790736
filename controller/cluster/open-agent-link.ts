import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { AgentLink } from "./host-link.ts";

/** Asks a connected agent for all that a plan starts from, in one go. */
export const openAgentLink = async (
  connection: AgentConnection,
  now: () => Date,
): Promise<AgentLink> => {
  const sentMs = now().getTime();
  const [timed, facts, spec] = await Promise.all([
    connection.host.getHealth({}).then((health) => ({ health, answeredMs: now().getTime() })),
    connection.host.getFacts({}),
    connection.specs.getSpec({}),
  ]);
  const { health, answeredMs } = timed;
  return {
    kind: "agent",
    connection,
    facts: fromWireFacts(required(facts.facts, "GetFactsResponse", "facts")),
    spec: { generation: spec.generation, digest: spec.digest },
    membershipNumber: health.membershipNumber,
    clockOffsetMs: health.nowMs - (sentMs + answeredMs) / 2,
    agentBundleSha256: health.bundleSha256,
  };
};
