import { expect, test } from "vitest";
import type { JournalRecord } from "./journal.ts";
import { comparePlan } from "./plan-promise.ts";

const change = { field: "x", before: "1", after: "2" };
const task = { id: "file:/a", title: "write /a", profile: "host", changes: [change] };
const plan = { hosts: [{ name: "m1", tasks: [task] }] };

const record = (sequence: number, event: JournalRecord["event"]): JournalRecord => ({
  run: "r",
  host: "m1",
  sequence,
  event,
});
const begin = record(1, { type: "run-started", profile: "host" });
const started = record(2, {
  type: "task-started",
  task: "file:/a",
  title: "write /a",
  changes: [change],
});

test("a journal of what was planned is no difference", () => {
  expect(comparePlan(plan, new Map([["m1", [begin, started]]]))).toEqual([]);
});

test.each([
  ["a change of another value", { ...started.event, changes: [{ ...change, after: "3" }] }],
  ["a task that was not planned", { ...started.event, task: "file:/b" }],
  ["a task that was not done", { type: "task-unchanged", task: "file:/a" }],
])("%s is one difference", (_title, event) => {
  expect(comparePlan(plan, new Map([["m1", [begin, record(2, event)]]]))).toHaveLength(1);
});

test("the same tasks in another profile differ", () => {
  const other = record(1, { type: "run-started", profile: "network" });
  expect(comparePlan(plan, new Map([["m1", [other, started]]]))).toHaveLength(1);
});

test("a host that was not in the plan may not work", () => {
  const journals = new Map([
    ["m1", [begin, started]],
    ["w9", [begin]],
  ]);
  expect(comparePlan(plan, journals)).toEqual(["w9: was not planned, but has worked"]);
});
