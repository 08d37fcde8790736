import { describe, expect, test } from "vitest";
import { simpleTask } from "../engine/simple-task.fake.ts";
import type { Inspection, LeftChange } from "../engine/task.ts";
import { type DriftState, NO_DRIFT_STATE, type StoredFinding } from "./drift-state.ts";
import { type DriftLook, followersOf, judgeDrift } from "./judge-drift.ts";

const NOW = 10_000_000;
const file = simpleTask({ id: "file", writes: ["file:/a"] });
const unit = simpleTask({ id: "unit", reads: ["file:/a"], writes: ["unit:a.service"] });
const other = simpleTask({ id: "other", writes: ["file:/b"] });
const tasks = [file, unit, other];

const change = { field: "text", before: "x", after: "y" };
const differs: Inspection = { changes: [change], left: [] };
const fine: Inspection = { changes: [], left: [] };
const leaving = (kind: LeftChange["kind"]): Inspection => ({
  changes: [change],
  left: [{ field: "text", kind, reason: kind }],
});

const settledAll: DriftState = { ...NO_DRIFT_STATE, settled: ["file", "unit", "other"] };

const judge = (
  seen: Readonly<Record<string, Inspection>>,
  over: Partial<DriftLook> = {},
): ReturnType<typeof judgeDrift> =>
  judgeDrift({
    tasks,
    seen: new Map(Object.entries(seen)),
    state: settledAll,
    spec: { mode: "correct", intervalMs: 300_000 },
    order: { correct: false, disruptive: false },
    nowMs: NOW,
    ...over,
  });

const correctedAt = (...times: readonly number[]): DriftState => ({
  ...settledAll,
  corrections: times.map((correctedAtMs) => ({
    task: "file",
    title: "do file",
    changes: [change],
    seenAtMs: correctedAtMs,
    correctedAtMs,
    run: "r-drift",
  })),
});

const finding = (over: Partial<StoredFinding>): StoredFinding => ({
  task: "file",
  title: "do file",
  changes: [change],
  seenAtMs: 1,
  state: "failed",
  reason: "disk full",
  attempts: 1,
  ...over,
});

const stateOf = (verdict: ReturnType<typeof judgeDrift>, task = "file") =>
  verdict.findings.find((one) => one.task === task)?.state;

describe("what counts as drift", () => {
  test("is a difference in what was once as the spec says", () => {
    const verdict = judge({ file: differs, unit: fine, other: fine });
    expect(verdict).toMatchObject({ correct: ["file"], pending: [] });
    expect(verdict.findings).toMatchObject([{ task: "file", state: "found", seenAtMs: NOW }]);
  });

  test("is not what no run has brought about yet, nor what rests on it", () => {
    const state = { ...NO_DRIFT_STATE, settled: ["unit"] };
    const verdict = judge({ file: differs, unit: differs, other: fine }, { state });
    expect(verdict).toMatchObject({ correct: [], pending: ["file"] });
    expect(verdict.settled).toEqual(["unit", "other"]);
    expect(stateOf(verdict, "unit")).toBe("blocked");
  });

  test("is not what nobody could be asked about", () => {
    expect(judge({ file: leaving("unknown") })).toMatchObject({ findings: [], correct: [] });
  });
});

describe("what is left alone", () => {
  test("is what would be a downgrade", () => {
    const verdict = judge({ file: leaving("newer"), unit: differs });
    expect(stateOf(verdict)).toBe("left");
    // A newer package does not keep a unit from being started.
    expect(verdict.correct).toEqual(["unit"]);
  });

  test("is what belongs to somebody else", () => {
    const owned = simpleTask({ id: "file", owner: "kubeadm", writes: ["file:/a"] });
    const verdict = judge({ file: differs, unit: differs }, { tasks: [owned, unit] });
    expect(verdict.findings[0]).toMatchObject({ state: "left", reason: "it is kubeadm's to keep" });
    expect(verdict.correct).toEqual(["unit"]);
  });

  test("is what is on its way by itself", () => {
    expect(stateOf(judge({ file: leaving("unsettled") }))).toBe("settling");
  });

  test("is what disrupts, unless somebody asks for just that", () => {
    const restart = simpleTask({
      id: "file",
      disruption: { level: "restart", reason: "it stops" },
    });
    const seen = { file: differs };
    const waiting = judge(seen, { tasks: [restart] });
    expect(waiting.findings[0]).toMatchObject({ state: "waiting", reason: "it stops" });
    const order = { correct: true, disruptive: true };
    expect(judge(seen, { tasks: [restart], order }).correct).toEqual(["file"]);
  });

  test("is everything in the mode `report`, and under a pause until it ends", () => {
    const spec = { mode: "report", intervalMs: 1 } as const;
    expect(stateOf(judge({ file: differs }, { spec }))).toBe("reported");
    const pausedUntil = (untilMs: number) =>
      judge(
        { file: differs },
        { state: { ...settledAll, pause: { reason: "tests", by: "ada", untilMs } } },
      );
    expect(pausedUntil(NOW + 1).findings[0]).toMatchObject({
      state: "reported",
      reason: "paused by ada: tests",
    });
    expect(stateOf(pausedUntil(NOW))).toBe("found");
  });
});

describe("what comes back", () => {
  test("three times in ten minutes is given up on, and what rests on it stays", () => {
    const state = correctedAt(NOW - 1, NOW - 2, NOW - 599_000);
    const verdict = judge({ file: differs, unit: differs }, { state });
    expect(stateOf(verdict)).toBe("contested");
    expect(stateOf(verdict, "unit")).toBe("blocked");
    expect(verdict.correct).toEqual([]);
  });

  test.each([
    ["more slowly", correctedAt(NOW - 1, NOW - 2, NOW - 601_000)],
    ["less often", correctedAt(NOW - 1, NOW - 2)],
    ["after a run", { ...correctedAt(NOW - 5, NOW - 6, NOW - 7), pardonedAtMs: NOW - 5 }],
  ])("%s is corrected again", (_how, state) => {
    expect(judge({ file: differs }, { state }).correct).toEqual(["file"]);
  });

  test("is not taken up again by the clock, but when somebody asks", () => {
    const state = { ...settledAll, findings: [finding({ state: "contested" })] };
    expect(stateOf(judge({ file: differs }, { state }))).toBe("contested");
    const order = { correct: true, disruptive: false };
    expect(judge({ file: differs }, { state, order }).correct).toEqual(["file"]);
  });
});

describe("a correction that failed", () => {
  const state = { ...settledAll, findings: [finding({ retryAtMs: NOW + 1 })] };

  test("is tried again when its time has come, not before", () => {
    expect(judge({ file: differs }, { state }).findings[0]).toMatchObject({
      state: "failed",
      reason: "disk full",
      seenAtMs: 1,
    });
    expect(judge({ file: differs }, { state, nowMs: NOW + 1 }).correct).toEqual(["file"]);
  });

  test("keeps back what rests on it while others are looked at", () => {
    const verdict = judge({ unit: differs }, { state });
    expect(stateOf(verdict, "unit")).toBe("blocked");
    expect(stateOf(verdict)).toBe("failed");
  });
});

test("what follows a correction is what reads it, and nothing that rests on what is held", () => {
  const third = simpleTask({ id: "third", reads: ["unit:a.service", "file:/b"] });
  const all = [other, file, unit, third];
  const corrected = new Map([["file", differs]]);
  expect(followersOf(corrected, all, new Set())).toEqual([unit, third]);
  expect(followersOf(corrected, all, new Set(["file:/b"]))).toEqual([unit]);
});
