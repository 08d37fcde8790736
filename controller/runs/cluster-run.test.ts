import { expect, test } from "vitest";
import type { RunSummary } from "../../shared/rpc/gen/run.ts";
import { mergeRuns } from "./cluster-run.ts";

const summary = (part: Partial<RunSummary>): RunSummary => ({
  run: "r1",
  profile: "PROFILE_HOST",
  state: "RUN_STATE_SUCCEEDED",
  startedAtMs: 1_000,
  finishedAtMs: 5_000,
  changed: 1,
  failed: 0,
  requestedBy: "",
  ...part,
});

test("a run of several hosts is one run, from the first start to the last end", () => {
  const runs = mergeRuns(
    [
      { host: "w1", summary: summary({ startedAtMs: 2_000, finishedAtMs: 9_000, changed: 4 }) },
      { host: "m1", summary: summary({ requestedBy: "ada" }) },
    ],
    undefined,
  );
  expect(runs).toMatchObject([
    {
      run: "r1",
      what: "apply",
      requestedBy: "ada",
      state: "succeeded",
      startedAtMs: 1_000,
      finishedAtMs: 9_000,
      changed: 5,
      hosts: [{ host: "m1" }, { host: "w1" }],
    },
  ]);
});

test("the newest run comes first", () => {
  const runs = mergeRuns(
    [
      { host: "m1", summary: summary({ run: "old" }) },
      { host: "m1", summary: summary({ run: "new", startedAtMs: 7_000 }) },
    ],
    undefined,
  );
  expect(runs.map(({ run }) => run)).toEqual(["new", "old"]);
});

test.each([
  ["RUN_STATE_FAILED", undefined, "failed"],
  ["RUN_STATE_WAITING", undefined, "waiting"],
  ["RUN_STATE_RUNNING", undefined, "running"],
  ["RUN_STATE_STOPPED", undefined, "stopped"],
  ["RUN_STATE_FAILED", "r1", "running"],
  ["RUN_STATE_FAILED", "another", "failed"],
] as const)("%s on one host with the lock held by %s is %s", (state, orderedRun, expected) => {
  const [run] = mergeRuns(
    [
      { host: "m1", summary: summary({}) },
      { host: "w1", summary: summary({ state }) },
    ],
    orderedRun,
  );
  expect(run?.state).toBe(expected);
});

test("a run that was cut off on a host has no end", () => {
  const cut: RunSummary = summary({ state: "RUN_STATE_WAITING", finishedAtMs: undefined });
  const [run] = mergeRuns([{ host: "m1", summary: cut }], undefined);
  expect(run).not.toHaveProperty("finishedAtMs");
});

test("a removal is told from an apply", () => {
  const [run] = mergeRuns(
    [{ host: "m1", summary: summary({ profile: "PROFILE_ABSENT" }) }],
    undefined,
  );
  expect(run?.what).toBe("reset");
});

test("a run that its controller has left waits, until a later one goes on", () => {
  const left = { host: "m1", summary: summary({ run: "left", requestedBy: "ada" }) };
  const stopped = summary({ run: "left", requestedBy: "ada", state: "RUN_STATE_STOPPED" });
  const later = summary({ run: "later", requestedBy: "bob", startedAtMs: 7_000 });
  const routes = { ...later, run: "routes", requestedBy: "" };
  const statesOf = (summaries: readonly RunSummary[]) =>
    mergeRuns(
      summaries.map((one) => ({ host: "m1", summary: one })),
      undefined,
      ["left"],
    ).map(({ run, state }) => `${run} ${state}`);
  expect(statesOf([left.summary])).toEqual(["left waiting"]);
  expect(mergeRuns([left], undefined, ["left"])[0]).not.toHaveProperty("finishedAtMs");
  expect(statesOf([left.summary, routes])).toEqual(["routes succeeded", "left waiting"]);
  expect(statesOf([left.summary, later])).toEqual(["later succeeded", "left taken-over"]);
  expect(statesOf([stopped])).toEqual(["left stopped"]);
  expect(mergeRuns([{ host: "m1", summary: stopped }], undefined, ["left"])[0]).toMatchObject({
    finishedAtMs: stopped.finishedAtMs,
  });
});
