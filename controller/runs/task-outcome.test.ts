import { expect, test } from "vitest";
import { everyRunEvent, runRecord } from "../../test/support/runs.ts";
import { toStop, toTaskOutcomes, toRunningTasks } from "./task-outcome.ts";

const records = everyRunEvent().map((event, index) => runRecord(event, index + 1));

test("tasks come in their order, with what became of them", () => {
  expect(toTaskOutcomes(records)).toMatchObject([
    { task: "a", title: "do a", state: "changed", tookMs: 1_234, changes: [{ field: "f" }] },
    { task: "b", title: "b", state: "unchanged", changes: [] },
    { task: "c", state: "failed", error: { code: "PROGRAM_FAILED" } },
    { task: "d", state: "skipped", because: "c" },
  ]);
});

test("a stop is told with who asked and what was finished last, and the task after it is no failure", () => {
  const error = {
    code: "RUN_STOPPED",
    blame: "environment",
    message: "m",
    hint: "h",
    fields: {},
  } as const;
  const stopped = [
    runRecord({ type: "task-started", task: "a", title: "do a", changes: [] }),
    runRecord({ type: "task-changed", task: "a", tookMs: 1 }),
    runRecord({ type: "run-stopped", requestedBy: "ada", after: "a" }),
    runRecord({ type: "task-failed", task: "b", error }),
    runRecord({ type: "run-finished", changed: 1, unchanged: 0, failed: 1 }),
  ];
  expect(toStop(stopped)).toMatchObject({ by: "ada", after: "do a" });
  expect(toTaskOutcomes(stopped)).toMatchObject([{ task: "a", state: "changed" }]);
  // Agents of before did not note it.
  const older = stopped.filter(({ event }) => event.type !== "run-stopped");
  expect(toStop(older)).toBeUndefined();
  expect(toTaskOutcomes(older)).toHaveLength(2);
});

test("a task that was begun and not ended was cut off", () => {
  const [outcome] = toTaskOutcomes([
    runRecord({ type: "task-started", task: "a", title: "do a", changes: [] }),
  ]);
  expect(outcome).toMatchObject({ state: "cut-off" });
  expect(outcome).not.toHaveProperty("tookMs");
});

test("what a host is at just now is not cut off", () => {
  const started = (task: string) =>
    runRecord({ type: "task-started", task, title: `do ${task}`, changes: [] });
  const outcomes = toRunningTasks(toTaskOutcomes([started("a"), started("b")]));
  expect(outcomes).toMatchObject([{ state: "cut-off" }, { task: "b", state: "running" }]);
  expect(toRunningTasks([])).toEqual([]);
});

test("a failure has the time from its beginning", () => {
  const begun = runRecord({ type: "task-started", task: "c", title: "do c", changes: [] });
  const failed = records.filter(({ event }) => event.type === "task-failed");
  const later = failed.map((record) => ({ ...record, atMs: begun.atMs + 700 }));
  expect(toTaskOutcomes([begun, ...later])).toMatchObject([
    { title: "do c", state: "failed", tookMs: 700 },
  ]);
});

test("a task that a run comes to twice is told twice", () => {
  const started = runRecord({ type: "task-started", task: "a", title: "do a", changes: [] });
  const changed = runRecord({ type: "task-changed", task: "a", tookMs: 1 });
  expect(toTaskOutcomes([started, changed, started])).toMatchObject([
    { state: "changed" },
    { state: "cut-off" },
  ]);
});
