import { expect, test } from "vitest";
import { fullFacts } from "../../test/support/host-facts.ts";
import { sampleHealth } from "../../test/support/health.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { fullNodeSpec } from "../../test/support/node-specs.ts";
import { hostServiceRoutes } from "../../shared/rpc/gen/host-service.ts";
import { specServiceRoutes } from "../../shared/rpc/gen/spec-service.ts";
import type { GetSpecResponse, PlanResponse } from "../../shared/rpc/gen/spec.ts";
import { toWireFacts } from "../../shared/spec/facts-wire.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import { outlineOf } from "../../shared/spec/spec-outline.ts";
import { openAgentLink } from "./open-agent-link.ts";

const missing = () => {
  throw new Error("not asked here");
};

const health = { ...sampleHealth(), nowMs: 100_000, membershipNumber: 7, build: "0.1.0-abc" };
const accepted: GetSpecResponse = {
  generation: 3,
  digest: "abc",
  spec: undefined,
  outline: encodeNodeSpec(outlineOf(fullNodeSpec())),
};
const wholeAnswer: PlanResponse = {
  plan: undefined,
  facts: toWireFacts(fullFacts()),
  health,
  accepted,
  tookMs: 60_000,
};

/** An agent that answers plans so, and the calls that it got. */
const agentThat = (plan: () => PlanResponse) => {
  const calls: string[] = [];
  const note = <Answer>(name: string, answer: () => Answer) => {
    return async (): Promise<Answer> => {
      calls.push(name);
      return answer();
    };
  };
  const routes = [
    ...specServiceRoutes({
      plan: note("plan", plan),
      getSpec: note("getSpec", () => accepted),
      apply: missing,
    }),
    ...hostServiceRoutes({
      getHealth: note("getHealth", () => health),
      getFacts: note("getFacts", () => ({ facts: toWireFacts(fullFacts()) })),
      probeServers: missing,
      removeAgent: missing,
    }),
  ];
  const peer = { kind: "operator", name: "ada", role: "admin", serial: "00" } as const;
  return { calls, connection: connectInMemory(routes, peer) };
};

/** What the clock says at each look. */
const clock = (...timesMs: readonly number[]) => {
  const left = [...timesMs];
  return () => new Date(left.shift() ?? 0);
};

test("an agent is asked once for all of it", async () => {
  const { calls, connection } = agentThat(() => wholeAnswer);
  const link = await openAgentLink(connection, clock(0, 0));
  expect(calls).toEqual(["plan"]);
  expect(link).toMatchObject({
    facts: fullFacts(),
    spec: { generation: 3, digest: "abc" },
    accepted: outlineOf(fullNodeSpec()),
    membershipNumber: 7,
    build: "0.1.0-abc",
  });
});

test("the time that a plan takes is not taken for a clock that is off", async () => {
  const { connection } = agentThat(() => wholeAnswer);
  // A second each way, a minute for the plan, and the host's clock is ahead by 14 to 16.
  const link = await openAgentLink(connection, clock(24_000, 86_000));
  expect(link.clockOffsetMs).toBe(14_000);
});

test("an agent that tells its plan and facts alone is asked for the rest", async () => {
  const { calls, connection } = agentThat(() => ({
    ...wholeAnswer,
    health: undefined,
    accepted: undefined,
    tookMs: 0,
  }));
  const link = await openAgentLink(connection, clock(0, 0, 98_000, 100_000));
  expect(calls).toEqual(["plan", "getHealth", "getSpec"]);
  expect(link).toMatchObject({ membershipNumber: 7, clockOffsetMs: 0 });
  expect(link.accepted).toEqual(outlineOf(fullNodeSpec()));
});

test("an agent that cannot plan is asked for each", async () => {
  const { calls, connection } = agentThat(missing);
  const link = await openAgentLink(connection, clock(0, 0, 0));
  expect(calls).toEqual(["plan", "getFacts", "getHealth", "getSpec"]);
  expect(link.currentPlan).toBeUndefined();
  expect(link.facts).toEqual(fullFacts());
});
