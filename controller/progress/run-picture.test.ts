import { describe, expect, test } from "vitest";
import { hostBusy, runStopped } from "../../shared/errors/engine-errors.ts";
import { phaseNeeded, taskFailed } from "../../shared/errors/run-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { RunEvent } from "../../shared/spec/run.ts";
import type { PhaseEvent } from "../engine/phase.ts";
import { renderHappening } from "./render-happening.ts";
import { renderHistory } from "./render-history.ts";
import { RunPicture } from "./run-picture.ts";

const planned: PhaseEvent = {
  type: "phases-planned",
  phases: [
    { phase: "prepare", hosts: ["m1", "w1"], after: [] },
    { phase: "join", hosts: ["w1"], after: ["prepare"] },
  ],
};
const started = (host: string, phase: string): PhaseEvent => ({
  type: "phase-started",
  host,
  phase,
});
const done = (host: string, phase: string): PhaseEvent => ({
  type: "phase-done",
  host,
  phase,
  tookMs: 5,
});
const failed = (host: string, phase: string, error: Error): PhaseEvent => ({
  type: "phase-failed",
  host,
  phase,
  error,
});

const see = (...events: readonly PhaseEvent[]) => {
  const picture = new RunPicture();
  const happenings = events.flatMap((event, index) => picture.seePhase(event, index));
  return {
    picture,
    happenings,
    over: happenings.filter(({ type }) => type === "phase-over"),
    host: (name: string) => picture.hosts.find((host) => host.name === name),
  };
};

const record = (event: RunEvent, atMs = 0) => ({ run: "r", host: "w1", sequence: 1, atMs, event });

test("a host that was asked to stop has not failed, in no form that people see", () => {
  const { code } = runStopped({ run: "r" });
  const error = taskFailed({
    task: "directory:/x",
    code,
    reason: "not begun",
    hint: "",
    output: "",
  });
  const events = [started("m1", "prepare"), done("m1", "prepare"), failed("w1", "prepare", error)];
  const { host, over, happenings } = see(planned, ...events);
  expect(host("w1")).toMatchObject({ state: "held-up" });
  const style = { columns: 80, colors: false, verbose: false };
  expect(over.map((one) => renderHistory(one, style))).toContain(
    "✗ prepare: m1 0.0 s; stopped on w1",
  );
  const lines = happenings.map((one) => renderHappening(one, false));
  expect(lines).toContain("[w1] prepare: stopped");
  expect(happenings.map((one) => renderHistory(one, style)).join()).not.toContain("directory");
});

test("the task at which a run was stopped has not failed", () => {
  const { picture } = see(planned, started("w1", "prepare"));
  const error = toErrorDetail(runStopped({ run: "r" }));
  expect(picture.seeRecord(record({ type: "task-failed", task: "a", error }), 7)).toEqual([]);
});

describe("a host", () => {
  test("that waits is told with what it waits for", () => {
    const { host } = see(planned, started("m1", "prepare"), done("w1", "prepare"));
    expect(host("w1")).toMatchObject({
      state: "waiting",
      phase: "join",
      waitsFor: { phase: "prepare", host: "m1", hostCount: 1 },
    });
    expect(host("m1")).toMatchObject({ state: "busy", phase: "prepare", sinceMs: 1 });
  });

  test("is at its task, and at its phase again after it", () => {
    const { picture, host } = see(planned, started("w1", "prepare"));
    picture.seeRecord(record({ type: "task-started", task: "a", title: "do a", changes: [] }), 7);
    expect(host("w1")).toMatchObject({ phase: "prepare", task: "do a", sinceMs: 7 });
    picture.seeRecord(record({ type: "task-changed", task: "a", tookMs: 2 }), 9);
    expect(host("w1")).toEqual({ name: "w1", state: "busy", phase: "prepare", sinceMs: 9 });
  });

  test("that could not go on because of others has not failed itself", () => {
    const needed = phaseNeeded({ phase: "join", needed: "prepare" });
    const { host } = see(
      planned,
      failed("m1", "prepare", hostBusy({ run: "r0" })),
      done("w1", "prepare"),
      failed("w1", "join", needed),
    );
    expect(host("m1")).toMatchObject({ state: "failed", message: "the host is busy with run r0" });
    expect(host("w1")).toMatchObject({ state: "held-up" });
  });

  test("is done when nothing is planned for it any more, and waits when something is again", () => {
    const { picture, host } = see(planned, done("m1", "prepare"));
    expect(host("m1")).toMatchObject({ state: "done", phase: "prepare" });
    picture.seePhase(
      { type: "phases-planned", phases: [{ phase: "label", hosts: ["m1"], after: [] }] },
      9,
    );
    expect(host("m1")).toMatchObject({ state: "waiting", phase: "label" });
  });
});

describe("a phase", () => {
  test("is over when it has ended on all its hosts", () => {
    const { over } = see(planned, done("m1", "prepare"), done("w1", "prepare"));
    expect(over).toEqual([
      {
        type: "phase-over",
        phase: "prepare",
        ends: [
          { host: "m1", state: "done", tookMs: 5 },
          { host: "w1", state: "done", tookMs: 5 },
        ],
      },
    ]);
  });

  test("is over when the hosts that are left have ended it", () => {
    const { over } = see(planned, done("m1", "prepare"), failed("w1", "prepare", new Error("x")));
    expect(over).toMatchObject([
      { phase: "prepare", ends: [{ state: "done" }, { state: "failed" }] },
    ]);
  });
});

describe("records alone", () => {
  const tell = (...events: readonly (readonly [number, RunEvent])[]) => {
    const picture = new RunPicture();
    const happenings = events.flatMap(([atMs, event]) =>
      picture.seeRecord(record(event, atMs), 50),
    );
    return { picture, happenings };
  };

  test("make phases of profiles, with the times of the host", () => {
    const { happenings } = tell(
      [1_000, { type: "run-started", profile: "worker", taskCount: 1 }],
      [4_000, { type: "run-finished", changed: 0, unchanged: 1, failed: 0 }],
    );
    expect(happenings).toContainEqual({
      type: "phase-over",
      phase: "join workers",
      ends: [{ host: "w1", state: "done", tookMs: 3_000 }],
    });
  });

  test("tell a failure by the task that failed first", () => {
    const error = { code: "X", blame: "environment", message: "no space", hint: "", fields: {} };
    const { picture } = tell(
      [1, { type: "run-started", profile: "host", taskCount: 1 }],
      [2, { type: "task-failed", task: "a", error: { ...error, blame: "environment" } }],
      [3, { type: "run-finished", changed: 0, unchanged: 0, failed: 1 }],
    );
    expect(picture.hosts).toMatchObject([{ state: "failed", message: "no space" }]);
  });
});

test("what hosts and programs say cannot steer the terminal", () => {
  const picture = new RunPicture();
  const title = "write \u001b[2Ja\nfile\u0007";
  picture.seeRecord(record({ type: "task-started", task: "a", title, changes: [] }), 0);
  expect(picture.hosts).toMatchObject([{ task: "write a file" }]);
});
