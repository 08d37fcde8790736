import type { DriftPause, FindingState } from "../../shared/spec/drift.ts";
import type { DriftSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import type { BoundTask, Inspection } from "../engine/task.ts";
import type { DriftState, StoredFinding } from "./drift-state.ts";

/** What a person asks for beyond what the mode lets the agent do. */
export interface DriftOrder {
  /** In any mode, and what was given up on. */
  readonly correct: boolean;
  /** What disrupts, too. */
  readonly disruptive: boolean;
}

export interface DriftLook {
  /** All tasks of the spec, in their order. */
  readonly tasks: readonly BoundTask[];
  /** What was seen of those that were looked at, by id. */
  readonly seen: ReadonlyMap<string, Inspection>;
  readonly state: DriftState;
  readonly spec: DriftSpec;
  readonly order: DriftOrder;
  readonly nowMs: number;
}

export interface Verdict {
  readonly settled: readonly string[];
  /** Of all tasks: those that were not looked at keep theirs. */
  readonly findings: readonly StoredFinding[];
  /** Ids to correct now. */
  readonly correct: readonly string[];
  /** Looked at, different, and no run has brought it about yet. */
  readonly pending: readonly string[];
  /** What is not as it should be and will not be now: what rests on it is left alone. */
  readonly held: ReadonlySet<Ref>;
}

const COMEBACK_LIMIT = 3;
const COMEBACK_WINDOW_MS = 10 * 60_000;

/**
 * What to do about what was seen. A task counts from the moment on when it was once seen to be as the
 * spec says; before that a difference is the next apply's work. Pure.
 */
export const judgeDrift = (look: DriftLook): Verdict => {
  const settled = new Set(look.state.settled);
  const known = new Map(look.state.findings.map((finding) => [finding.task, finding]));
  const held = new Set<Ref>();
  const findings: StoredFinding[] = [];
  const correct: string[] = [];
  const pending: string[] = [];
  for (const task of look.tasks) {
    const before = known.get(task.id);
    const seen = look.seen.get(task.id);
    if (seen === undefined) {
      if (before === undefined) continue;
      findings.push(before);
      hold(task, before.changes.map(toChange), held);
      continue;
    }
    if (seen.changes.length === 0) settled.add(task.id);
    const changes = certain(seen);
    if (changes.length === 0) continue;
    if (!settled.has(task.id)) {
      pending.push(task.id);
      hold(task, changes, held);
      continue;
    }
    const { state, reason } = decide(task, { ...seen, changes }, before, { look, held });
    findings.push({
      ...before,
      task: task.id,
      title: task.title,
      changes,
      seenAtMs: before?.seenAtMs ?? look.nowMs,
      attempts: before?.attempts ?? 0,
      state,
      reason,
    });
    if (state === "found") correct.push(task.id);
    else if (state !== "left") hold(task, changes, held);
  }
  return { settled: [...settled], findings, correct, pending, held };
};

/** The changes that an agent may make without a run. */
export const correctable = ({ changes, left }: Inspection): readonly Change[] =>
  changes.filter(({ field }) => !left.some((one) => one.field === field));

/** Those of `tasks` that rest on what these touch, and on nothing that is held; in their order. */
export const followersOf = (
  corrected: ReadonlyMap<string, Inspection>,
  tasks: readonly BoundTask[],
  held: ReadonlySet<Ref>,
): readonly BoundTask[] => {
  const touched = new Set<Ref>();
  return tasks.filter((task) => {
    const seen = corrected.get(task.id);
    if (seen !== undefined) {
      for (const ref of task.touches(correctable(seen))) touched.add(ref);
      return false;
    }
    if (task.owner !== undefined || !task.reads.some((ref) => touched.has(ref))) return false;
    if (task.reads.some((ref) => held.has(ref))) return false;
    for (const ref of task.writes) touched.add(ref);
    return true;
  });
};

/** A task of another owner holds nobody up: it is never made here. */
const hold = (task: BoundTask, changes: readonly Change[], held: Set<Ref>): void => {
  if (task.owner !== undefined) return;
  for (const ref of task.touches(changes)) held.add(ref);
};

const toChange = ({ field, before, after }: StoredFinding["changes"][number]): Change => ({
  field,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

/** Nobody could be asked about the others. */
const certain = ({ changes, left }: Inspection): readonly Change[] =>
  changes.filter(({ field }) => !left.some((one) => one.field === field && one.kind === "unknown"));

interface Decision {
  readonly state: FindingState;
  readonly reason: string;
}

interface Circumstances {
  readonly look: DriftLook;
  readonly held: ReadonlySet<Ref>;
}

const decide = (
  task: BoundTask,
  seen: Inspection,
  before: StoredFinding | undefined,
  { look, held }: Circumstances,
): Decision => {
  if (task.owner !== undefined) return { state: "left", reason: `it is ${task.owner}'s to keep` };
  const missing = task.reads.find((ref) => held.has(ref));
  if (missing !== undefined)
    return { state: "blocked", reason: `${missing} is not as it should be` };
  const unsettled = seen.left.find(({ kind }) => kind === "unsettled");
  if (unsettled !== undefined) return { state: "settling", reason: unsettled.reason };
  const mine = correctable(seen);
  if (mine.length === 0) return { state: "left", reason: seen.left[0]?.reason ?? "" };
  const refusal = look.order.correct ? undefined : refuse(task.id, before, look);
  if (refusal !== undefined) return refusal;
  const { level, reason } = task.disruption(mine);
  if (level !== "none" && !look.order.disruptive) {
    return { state: "waiting", reason: reason === "" ? `it brings a ${level}` : reason };
  }
  return { state: "found", reason: "" };
};

/** Why the agent may not correct a task by itself; `undefined`: it may. */
const refuse = (
  task: string,
  before: StoredFinding | undefined,
  { spec, state, nowMs }: DriftLook,
): Decision | undefined => {
  if (spec.mode !== "correct") return { state: "reported", reason: `drift.mode is ${spec.mode}` };
  const pause = activePause(state, nowMs);
  if (pause !== undefined)
    return { state: "reported", reason: `paused by ${pause.by}: ${pause.reason}` };
  if (before?.state === "contested" || comebacks(task, state, nowMs) >= COMEBACK_LIMIT) {
    const reason = `it came back ${COMEBACK_LIMIT} times in ten minutes: something else writes there`;
    return { state: "contested", reason };
  }
  if (before?.state === "failed" && (before.retryAtMs ?? 0) > nowMs)
    return { state: "failed", reason: before.reason };
  return undefined;
};

/** The pause that holds now. */
export const activePause = ({ pause }: DriftState, nowMs: number): DriftPause | undefined =>
  pause !== undefined && pause.untilMs > nowMs ? pause : undefined;

const comebacks = (
  task: string,
  { corrections, pardonedAtMs }: DriftState,
  nowMs: number,
): number => {
  const sinceMs = Math.max(pardonedAtMs, nowMs - COMEBACK_WINDOW_MS);
  return corrections.filter((one) => one.task === task && one.correctedAtMs > sinceMs).length;
};
