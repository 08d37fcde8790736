import type { DriftSpec } from "../../shared/spec/node-spec.ts";
import type { BoundTask } from "../engine/task.ts";
import type { DriftState } from "./drift-state.ts";
import { DPKG_STATUS, watchedPaths } from "./watched-paths.ts";

export interface DriftClockPorts {
  readonly after: (ms: number, action: () => void) => () => void;
  readonly nowMs: () => number;
  /** Looks at these tasks, or at all. */
  readonly look: (wanted: ReadonlySet<string> | "all") => void;
}

/** When to look at what. */
export interface DriftClock {
  /** At everything at once. */
  readonly now: () => void;
  /** At everything, once runs have not followed each other for a moment. */
  readonly soon: () => void;
  /** At the tasks that these paths belong to. */
  readonly changed: (paths: readonly string[], tasks: readonly BoundTask[]) => void;
  /** By the clock, from what is known now. */
  readonly plan: (state: DriftState, spec: DriftSpec, wasAll: boolean) => void;
  readonly close: () => void;
}

/** Events come in swarms; the first of one is waited for so long. */
const GATHER_MS = 150;
/** dpkg writes its status again and again while it works. */
const DPKG_GATHER_MS = 2_000;
const SPACING_MS = 500;
/** Profiles of one run follow each other closely. */
const AFTER_RUN_MS = 3_000;
const SETTLING_MS = 5_000;
const SHORTEST_MS = 100;

export const createDriftClock = ({ after, nowMs, look }: DriftClockPorts): DriftClock => {
  const dirty = new Set<string>();
  let lastMs = 0;
  const gathering = createTimer(after);
  const everything = createTimer(after);
  const again = createTimer(after);
  const flush = (): void => {
    lastMs = nowMs();
    const wanted = new Set(dirty);
    dirty.clear();
    if (wanted.size > 0) look(wanted);
  };
  const lookAtAll = (): void => {
    dirty.clear();
    gathering.stop();
    look("all");
  };
  return {
    now: () => everything.set(0, lookAtAll),
    soon: () => everything.set(AFTER_RUN_MS, lookAtAll),
    changed: (paths, tasks) => {
      const touched = new Set(paths);
      for (const { id, writes } of tasks) {
        if (writes.some((ref) => watchedPaths(ref).some((path) => touched.has(path))))
          dirty.add(id);
      }
      if (dirty.size === 0) return;
      const isDpkg = paths.every((path) => path === DPKG_STATUS);
      const restMs = Math.max(0, lastMs + SPACING_MS - nowMs());
      gathering.setEarlier(nowMs(), Math.max(isDpkg ? DPKG_GATHER_MS : GATHER_MS, restMs), flush);
    },
    plan: (state, { intervalMs }, wasAll) => {
      if (wasAll) everything.set(intervalMs, lookAtAll);
      const times = dueTimes(state, nowMs());
      if (times.length === 0) again.stop();
      else {
        const waitMs = Math.max(SHORTEST_MS, Math.min(...times.map(({ atMs }) => atMs)) - nowMs());
        const ids = new Set(times.map(({ task }) => task));
        again.set(waitMs, () => look(ids));
      }
    },
    close: () => {
      for (const timer of [gathering, everything, again]) timer.stop();
    },
  };
};

/** When findings are worth another look before everything is looked at. */
const dueTimes = (
  { findings, pause }: DriftState,
  nowMs: number,
): readonly { readonly task: string; readonly atMs: number }[] =>
  findings.flatMap(({ task, state, retryAtMs }) => {
    // What was found and is there yet was not corrected: other work was at it.
    if (state === "settling" || state === "found") return [{ task, atMs: nowMs + SETTLING_MS }];
    if (state === "failed" && retryAtMs !== undefined) return [{ task, atMs: retryAtMs }];
    if (state === "reported" && pause !== undefined && pause.untilMs > nowMs)
      return [{ task, atMs: pause.untilMs + 1 }];
    return [];
  });

interface Timer {
  readonly set: (ms: number, action: () => void) => void;
  /** Leaves a call alone that comes before. */
  readonly setEarlier: (nowMs: number, ms: number, action: () => void) => void;
  readonly stop: () => void;
}

const createTimer = (after: DriftClockPorts["after"]): Timer => {
  let dueMs = Infinity;
  let cancel: (() => void) | undefined;
  const stop = (): void => {
    cancel?.();
    cancel = undefined;
    dueMs = Infinity;
  };
  const set = (ms: number, action: () => void): void => {
    stop();
    cancel = after(ms, () => {
      stop();
      action();
    });
  };
  return {
    set,
    setEarlier: (nowMs, ms, action) => {
      if (nowMs + ms >= dueMs) return;
      set(ms, action);
      dueMs = nowMs + ms;
    },
    stop,
  };
};
