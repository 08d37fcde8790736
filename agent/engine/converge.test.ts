import { expect, test } from "vitest";
import type { RunEvent } from "../../shared/spec/run.ts";
import { type ConvergePorts, converge } from "./converge.ts";
import { noHost } from "./no-host.fake.ts";
import { type SimpleTask, simpleTask } from "./simple-task.fake.ts";

const difference = { field: "content", before: "a", after: "b" };

/** A task that differs until it was applied. */
const pending = (id: string, extra: Partial<SimpleTask> = {}) => {
  let applied = 0;
  return {
    applied: () => applied,
    task: simpleTask({
      id,
      changes: () => (applied > 0 ? [] : [difference]),
      apply: async () => {
        applied += 1;
      },
      ...extra,
    }),
  };
};

const ports = () => {
  const events: RunEvent[] = [];
  let clockMs = 0;
  const stop = new AbortController();
  const given: ConvergePorts = {
    reader: noHost,
    writer: () => noHost,
    record: async (event) => {
      events.push(event);
    },
    stop: stop.signal,
    sleep: async (ms) => {
      clockMs += ms;
    },
    elapsedMs: () => clockMs,
  };
  return { events, given, stop };
};

const steps = (events: readonly RunEvent[]) =>
  events.map((event) => ("task" in event ? `${event.type} ${event.task}` : event.type));

test("an intent is recorded before its effect, and the result after it", async () => {
  const { events, given } = ports();
  const seen: (readonly string[])[] = [];
  const task = pending("a");
  const watched = {
    ...task.task,
    apply: async () => {
      seen.push(steps(events));
      await task.task.apply(noHost, []);
    },
  };
  expect(await converge([watched], given)).toEqual({ changed: 1, unchanged: 0, failed: 0 });
  expect(seen).toEqual([["task-started a"]]);
  expect(steps(events)).toEqual(["task-started a", "task-changed a"]);
});

test("a second converge changes nothing", async () => {
  const task = pending("a");
  await converge([task.task], ports().given);
  const { events, given } = ports();
  expect(await converge([task.task], given)).toEqual({ changed: 0, unchanged: 1, failed: 0 });
  expect(steps(events)).toEqual(["task-unchanged a"]);
  expect(task.applied()).toBe(1);
});

test("what reads a failed task is skipped and all others run", async () => {
  const { events, given } = ports();
  const failing = simpleTask({
    id: "a",
    writes: ["file:/a"],
    changes: () => [difference],
    apply: async () => {
      throw new Error("disk full");
    },
  });
  const reader = pending("b", { reads: ["file:/a"], writes: ["file:/b"] });
  const readersReader = pending("c", { reads: ["file:/b"] });
  const other = pending("d");
  const result = await converge([failing, reader.task, readersReader.task, other.task], given);
  expect(result).toEqual({ changed: 1, unchanged: 0, failed: 3 });
  expect(steps(events)).toEqual([
    "task-started a",
    "task-failed a",
    "task-skipped b",
    "task-skipped c",
    "task-started d",
    "task-changed d",
  ]);
});

test("a change that does not show after the apply is an error that names the field", async () => {
  const { events, given } = ports();
  await converge([simpleTask({ id: "a", changes: () => [difference] })], given);
  expect(events.at(-1)).toMatchObject({
    type: "task-failed",
    error: { code: "NOT_CONVERGED", fields: { remaining: "content" } },
  });
});

test("an effect that takes its time is waited for within the task's own limit", async () => {
  const { given } = ports();
  let looks = 0;
  const slow = simpleTask({
    id: "a",
    changes: () => {
      looks += 1;
      return looks > 4 ? [] : [difference];
    },
    settleMs: 5_000,
  });
  expect(await converge([slow], given)).toEqual({ changed: 1, unchanged: 0, failed: 0 });
});

test("after a stop the tasks that were not begun fail with the run's name", async () => {
  const { events, given, stop } = ports();
  const first = pending("a", {
    apply: async () => {
      stop.abort("run-1");
    },
    changes: () => (stop.signal.aborted ? [] : [difference]),
  });
  const second = pending("b");
  await converge([first.task, second.task], given);
  expect(second.applied()).toBe(0);
  expect(events.at(-1)).toMatchObject({
    type: "task-failed",
    task: "b",
    error: { code: "RUN_STOPPED" },
  });
});
