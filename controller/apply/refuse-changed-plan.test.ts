import { expect, test } from "vitest";
import { fullPlan, minimalPlan } from "../../test/support/runs.ts";
import { PlanFile, readPlanFile } from "./plan-file.ts";
import { refuseChangedPlan } from "./refuse-changed-plan.ts";

const m1 = { ...fullPlan(), name: "m1", address: "192.0.2.10", enrol: false };
const w1 = { ...minimalPlan(), name: "w1", address: "192.0.2.11", enrol: true };
const planOf = (...hosts: readonly (typeof m1)[]): PlanFile =>
  PlanFile.parse({
    version: 1,
    type: "plan",
    cluster: "c",
    madeAt: "2026-11-22T10:00:00.000Z",
    hosts: hosts.map(({ host: _host, ...rest }) => rest),
  });
const kept = planOf(m1, w1);
const refusal = (now: PlanFile) => {
  try {
    return refuseChangedPlan(kept, now, "p.json");
  } catch (error) {
    return error;
  }
};
const reasonOf = (now: PlanFile) =>
  expect.objectContaining({
    code: "PLAN_CHANGED",
    hosts: [expect.objectContaining({ host: now.hosts[0]?.name })],
  });

test("hosts that would do the same are not refused, whatever their order", () => {
  expect(refusal(planOf(w1, m1))).toBeUndefined();
});

test("a host that would do something else is named with what is other", () => {
  const [first, second] = m1.tasks;
  const other = {
    ...m1,
    digest: "0".repeat(64),
    tasks: first ? [{ ...first, title: "else" }] : [],
  };
  const now = planOf(other, w1);
  expect(refusal(now)).toEqual(reasonOf(now));
  expect(refusal(now)).toMatchObject({
    hosts: [
      {
        error: {
          code: "HOST_PLAN_CHANGED",
          message: `no more to do: ${second?.title}; to do otherwise: else`,
        },
      },
    ],
  });
});

test("a host too many, too few, or with another agent is refused", () => {
  const w2 = { ...w1, name: "w2" };
  expect(refusal(planOf(m1, w1, w2))).toMatchObject({ hosts: [{ host: "w2" }] });
  expect(refusal(planOf(w1))).toMatchObject({ hosts: [{ host: "m1" }] });
  expect(refusal(planOf(m1, { ...w1, enrol: false }))).toMatchObject({
    hosts: [{ host: "w1", error: { message: "it has its agent by now" } }],
  });
});

test("another cluster is refused", () => {
  expect(refusal({ ...kept, cluster: "d" })).toMatchObject({
    code: "PLAN_CHANGED",
    fields: { cluster: "c" },
  });
});

const files = (text: string | undefined) => ({ read: async () => text });

test("a file that is none of ours is one error", async () => {
  for (const text of [undefined, "", "{}", '{"version":2}'])
    await expect(readPlanFile(files(text), "p.json")).rejects.toMatchObject({
      code: "PLAN_FILE_INVALID",
    });
  expect(await readPlanFile(files(JSON.stringify(kept)), "p.json")).toEqual(kept);
});
