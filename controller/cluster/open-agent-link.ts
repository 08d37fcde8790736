import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { GetHealthResponse } from "../../shared/rpc/gen/host.ts";
import type { PlanRequest, PlanResponse } from "../../shared/rpc/gen/spec.ts";
import { fromWireFacts } from "../../shared/spec/facts-wire.ts";
import { fromWirePlan } from "../../shared/spec/plan-wire.ts";
import { required } from "../../shared/spec/wire-reader.ts";
import { clockOffsetMs } from "../bootstrap/clock-offset.ts";
import type { AgentLink } from "./host-link.ts";
import { readAcceptedSpec } from "./read-accepted-spec.ts";

const PLAN_LIMIT_MS = 120_000;

/**
 * Asks a connected agent for all that a plan starts from, in one call. With it comes the plan of the
 * spec that the host has: mostly that is the one that is wanted too, and a second question is saved.
 */
export const openAgentLink = async (
  connection: AgentConnection,
  now: () => Date,
): Promise<AgentLink> => {
  const { facts, plan, ...state } = await readState(connection, now);
  const { health, clockOffsetMs } = state.health ?? (await readHealth(connection, now));
  const accepted = state.accepted ?? (await connection.specs.getSpec({ outline: true }));
  return {
    kind: "agent",
    connection,
    facts: fromWireFacts(required(facts, "PlanResponse", "facts")),
    spec: { generation: accepted.generation, digest: accepted.digest },
    ...readAcceptedSpec(accepted),
    ...(plan === undefined ? {} : { currentPlan: fromWirePlan(plan) }),
    membershipNumber: health.membershipNumber,
    clockOffsetMs,
    build: health.build,
    certificateEndsAtMs: health.certificateEndsAtMs,
    authoritiesEndAtMs: health.authoritiesEndAtMs,
    trustNumber: health.trustNumber,
  };
};

interface TimedHealth {
  readonly health: GetHealthResponse;
  /** The host's clock minus ours; see `clockOffsetMs`. */
  readonly clockOffsetMs: number;
}

interface HostState extends Pick<PlanResponse, "facts" | "plan" | "accepted"> {
  readonly health: TimedHealth | undefined;
}

/** A host that cannot plan may be of another version, or say so again to the spec that is sent to it. */
const readState = async (connection: AgentConnection, now: () => Date): Promise<HostState> => {
  const request: PlanRequest = {
    spec: undefined,
    profiles: [],
    includeFacts: true,
    includeState: true,
  };
  const sentMs = now().getTime();
  try {
    const answer = await connection.specs.plan(request, { timeoutMs: PLAN_LIMIT_MS });
    const { health, tookMs } = answer;
    const answeredMs = now().getTime();
    return {
      ...answer,
      // It was looked at when the plan was made.
      health: health && toTimed(health, sentMs + tookMs, answeredMs),
    };
  } catch {
    const { facts } = await connection.host.getFacts({});
    return { facts, plan: undefined, accepted: undefined, health: undefined };
  }
};

/** Of an agent that cannot plan, or tells its plan alone. */
const readHealth = async (connection: AgentConnection, now: () => Date): Promise<TimedHealth> => {
  const sentMs = now().getTime();
  const health = await connection.host.getHealth({ podNetwork: false });
  return toTimed(health, sentMs, now().getTime());
};

const toTimed = (health: GetHealthResponse, sentMs: number, answeredMs: number): TimedHealth => ({
  health,
  clockOffsetMs: clockOffsetMs(health.nowMs, sentMs, answeredMs),
});
