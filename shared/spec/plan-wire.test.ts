import { describe, expect, test } from "vitest";
import { fullPlan, minimalPlan } from "../../test/support/runs.ts";
import { messageInvalidError } from "../errors/rpc-errors.ts";
import { codecOf } from "../rpc/codec.ts";
import { fromWirePlan, toWirePlan } from "./plan-wire.ts";

const codec = codecOf("pharos.v1.HostPlan");

describe("a plan on the wire", () => {
  test.each([
    ["with tasks", fullPlan()],
    ["without tasks", minimalPlan()],
  ])("comes back as it was, %s", (_title, plan) => {
    expect(fromWirePlan(codec.decode(codec.encode(toWirePlan(plan))))).toStrictEqual(plan);
  });

  test("is refused when a task does not tell its disruption", () => {
    const plan = toWirePlan(fullPlan());
    const tasks = plan.tasks.map((task) => ({ ...task, disruption: undefined }));
    expect(() => fromWirePlan({ ...plan, tasks })).toThrow(
      expect.objectContaining({ code: messageInvalidError.code }),
    );
  });
});
