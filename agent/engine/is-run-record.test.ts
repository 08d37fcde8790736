import { expect, test } from "vitest";
import { isRunRecord } from "./is-run-record.ts";

const record = (event: object): unknown => ({ run: "r", host: "h", sequence: 1, atMs: 2, event });

test("what was written is a record", () => {
  const error = { code: "X", blame: "bug", message: "m", hint: "h", fields: {} };
  const events = [
    { type: "run-started", profile: "host", taskCount: 1 },
    { type: "task-started", task: "t", title: "T", changes: [{ field: "f", after: "a" }] },
    { type: "task-failed", task: "t", error },
    { type: "run-stopped" },
  ];
  expect(events.map((event) => isRunRecord(record(event)))).toEqual([true, true, true, true]);
});

test.each([
  [undefined],
  ["text"],
  [{}],
  [record({})],
  [record({ type: "toString" })],
  [record({ type: "task-changed", task: "t" })],
  [record({ type: "task-started", task: "t", title: "T", changes: [undefined] })],
  [record({ type: "task-failed", task: "t", error: "broken" })],
])("what a broken disk gives back is none: %j", (value) => {
  expect(isRunRecord(value)).toBe(false);
});
