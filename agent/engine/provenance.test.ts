import { describe, expect, test } from "vitest";
import type { PlannedChange, RunEvent, RunRecord } from "../../shared/spec/run.ts";
import { readProvenance } from "./provenance.ts";

const task = "kubeadm-init:control-plane";

const record = (event: RunEvent): RunRecord => ({
  run: "r",
  host: "m1",
  sequence: 1,
  atMs: 0,
  event,
});

const started = (...changes: readonly PlannedChange[]): RunRecord =>
  record({ type: "task-started", task, title: "", changes });

const fromNothing = started({ field: "control plane", after: "initialized" });
const repair = started({ field: "control plane", before: "lacks files", after: "initialized" });
const changed = record({ type: "task-changed", task, tookMs: 1 });
const unchanged = record({ type: "task-unchanged", task });

const proofOf = (...records: readonly RunRecord[]) => {
  const provenance = readProvenance(records);
  return { began: provenance.began(task), completed: provenance.completed(task) };
};

describe("what the journal proves of a task", () => {
  test("is nothing if it has no word of it", () => {
    expect(proofOf()).toEqual({ began: false, completed: false });
  });

  test("is that we began it if it started from nothing", () => {
    expect(proofOf(fromNothing)).toEqual({ began: true, completed: false });
  });

  test("is that it was complete if its end is there", () => {
    expect(proofOf(fromNothing, changed)).toEqual({ began: false, completed: true });
  });

  test("is nothing if we only meant to repair what others had left", () => {
    expect(proofOf(repair)).toEqual({ began: false, completed: false });
    expect(proofOf(unchanged, repair)).toEqual({ began: false, completed: false });
  });

  test("stays that we began it over repairs that fail", () => {
    expect(proofOf(fromNothing, repair)).toEqual({ began: true, completed: false });
  });

  test("stays that it was complete over repairs that fail", () => {
    expect(proofOf(fromNothing, changed, repair)).toEqual({ began: false, completed: true });
  });

  test("is that it was complete if it was found so after the agent died", () => {
    expect(proofOf(fromNothing, unchanged)).toEqual({ began: false, completed: true });
  });

  test("begins anew when it starts from nothing again", () => {
    expect(proofOf(fromNothing, changed, fromNothing)).toEqual({ began: true, completed: false });
  });
});
