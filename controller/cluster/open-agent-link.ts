import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { PlanRequest, PlanResponse } from "../../shared/rpc/gen/spec.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { fromWirePlan } from "../../shared/spec/plan-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import type { AgentLink } from "./host-link.ts";
import { readAcceptedSpec } from "./read-accepted-spec.ts";

const PLAN_LIMIT_MS = 120_000;

/**
 * Asks a connected agent for all that a plan starts from, in one go. With it comes the plan of the
 * spec that the host has: mostly that is the one that is wanted too, and a second question is saved.
 */
export const openAgentLink = async (
  connection: AgentConnection,
  now: () => Date,
): Promise<AgentLink> => {
  const sentMs = now().getTime();
  const [timed, { facts, plan }, spec] = await Promise.all([
    connection.host
      .getHealth({ podNetwork: false })
      .then((health) => ({ health, answeredMs: now().getTime() })),
    readState(connection),
    connection.specs.getSpec({ outline: true }),
  ]);
  const { health, answeredMs } = timed;
  return {
    kind: "agent",
    connection,
    facts: fromWireFacts(required(facts, "PlanResponse", "facts")),
    spec: { generation: spec.generation, digest: spec.digest },
    ...readAcceptedSpec(spec),
    ...(plan === undefined ? {} : { currentPlan: fromWirePlan(plan) }),
    membershipNumber: health.membershipNumber,
    clockOffsetMs: health.nowMs - (sentMs + answeredMs) / 2,
    build: health.build,
    certificateEndsAtMs: health.certificateEndsAtMs,
    authoritiesEndAtMs: health.authoritiesEndAtMs,
    trustNumber: health.trustNumber,
  };
};

/** A host that cannot plan may be of another version, or say so again to the spec that is sent to it. */
const readState = async (connection: AgentConnection): Promise<PlanResponse> => {
  const request: PlanRequest = { spec: undefined, profiles: [], includeFacts: true };
  try {
    return await connection.specs.plan(request, { timeoutMs: PLAN_LIMIT_MS });
  } catch {
    return { facts: (await connection.host.getFacts({})).facts, plan: undefined };
  }
};
