import { beforeEach, expect, test } from "vitest";
import { lockLost } from "../shared/errors/coordination-errors.ts";
import { runRecord } from "../test/support/runs.ts";
import { fullNodeSpec } from "../test/support/node-specs.ts";
import type { RunEvent, RunRecord } from "../shared/spec/run.ts";
import type { Work } from "./engine/executor.ts";
import { resumeRun, type ResumePorts } from "./resume-run.ts";

const atMs = runRecord({ type: "task-unchanged", task: "a" }).atMs;
const withSecrets: RunEvent = {
  type: "run-started",
  profile: "host",
  taskCount: 4,
  requestedBy: "ada",
};
const started: RunEvent = { ...withSecrets, fencing: 7 };
const begun: RunEvent = { type: "task-started", task: "a", title: "do a", changes: [] };
const finished: RunEvent = { type: "run-finished", changed: 1, unchanged: 0, failed: 0 };

let work: Work | undefined;
beforeEach(() => {
  work = undefined;
});

const resume = (
  runs: Readonly<Record<string, readonly RunEvent[]>>,
  over: Partial<ResumePorts> = {},
) =>
  resumeRun({
    journal: {
      runs: async () => Object.keys(runs),
      read: async (run): Promise<readonly RunRecord[]> =>
        (runs[run] ?? []).map((event, index) => runRecord(event, index + 1)),
    },
    spec: fullNodeSpec,
    checkFencing: async () => undefined,
    start: async (given) => {
      work = given;
      return (async function* () {})();
    },
    now: () => new Date(atMs + 60_000),
    ...over,
  });

test("work that was cut off goes on under its run, lock and name", async () => {
  expect(await resume({ r1: [started, finished], r2: [started, begun] })).toBe("r2");
  expect(work).toMatchObject({
    run: "r2",
    profile: "host",
    fencing: 7,
    requestedBy: "ada",
    isResumed: true,
  });
  expect(work?.tasks.length).toBeGreaterThan(0);
});

test("the agent's own later work does not hide it", async () => {
  const routes = { type: "run-started", profile: "network", taskCount: 1 } as const;
  expect(await resume({ r1: [started, begun], r2: [routes, finished] })).toBe("r1");
});

test.each([
  ["work that has ended", { r1: [started, begun, finished] }],
  ["work with secrets, which has no number", { r1: [withSecrets, begun] }],
  ["work that it has died of again and again", { r1: [started, started, started, begun] }],
  ["an older run than the newest", { r1: [started, begun], r2: [started, finished] }],
  ["nothing", {}],
])("%s is left alone", async (_what, runs) => {
  expect(await resume(runs)).toBeUndefined();
  expect(work).toBeUndefined();
});

test("it is left alone when a later run has the lock, or after a long time, or without a spec", async () => {
  const runs = { r1: [started, begun] };
  const refuse = () => Promise.reject(lockLost({ fencing: 7, newest: 8 }));
  expect(await resume(runs, { checkFencing: refuse })).toBeUndefined();
  expect(await resume(runs, { now: () => new Date(atMs + 2 * 3_600_000) })).toBeUndefined();
  expect(await resume(runs, { spec: () => undefined })).toBeUndefined();
  expect(work).toBeUndefined();
});
