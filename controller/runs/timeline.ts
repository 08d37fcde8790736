import { visibleLine } from "../terminal/visible-text.ts";
import type { RunDetails } from "./render-run.ts";
import type { TaskOutcome } from "./task-outcome.ts";

/** A task of a run as a bar; times count from the run's beginning. */
export interface TimelineBar {
  readonly title: string;
  readonly state: TaskOutcome["state"];
  readonly startMs: number;
  /** 0 where nothing was done: it was looked at, or left out. */
  readonly tookMs: number;
}

export interface TimelineHost {
  readonly host: string;
  readonly state: string;
  readonly bars: readonly TimelineBar[];
  /** Time in tasks, added up. */
  readonly busyMs: number;
}

export interface Timeline {
  readonly lengthMs: number;
  readonly hosts: readonly TimelineHost[];
}

/**
 * What each host did when, from the journals. Every host tells by its own clock: hosts whose clocks
 * differ stand that much apart. Tasks without changes are left out unless `verbose`.
 */
export const toTimeline = (run: RunDetails, verbose: boolean): Timeline => {
  const { startedAtMs } = run;
  const tasks = run.hosts.flatMap(({ tasks }) => tasks);
  const ends = [run.finishedAtMs ?? startedAtMs, ...tasks.map(endOf)];
  const lengthMs = ends.reduce((latest, end) => Math.max(latest, end), startedAtMs) - startedAtMs;
  return {
    lengthMs,
    hosts: run.hosts.map(({ host, state, tasks }) => {
      const bars = tasks
        .filter((task) => verbose || task.state !== "unchanged")
        .map((task) => toBar(task, startedAtMs, lengthMs));
      const busyMs = bars.reduce((sum, { tookMs }) => sum + tookMs, 0);
      return { host, state, bars, busyMs };
    }),
  };
};

const endOf = ({ atMs, tookMs = 0 }: TaskOutcome): number => atMs + tookMs;

/** What was cut off has no end in the journal: it is drawn to the end of the run. */
const toBar = (
  { title, state, atMs, tookMs }: TaskOutcome,
  startedAtMs: number,
  lengthMs: number,
): TimelineBar => {
  const startMs = Math.max(0, atMs - startedAtMs);
  const isOpen = ["cut-off", "running"].includes(state) && tookMs === undefined;
  return {
    title: visibleLine(title),
    state,
    startMs,
    tookMs: isOpen ? lengthMs - startMs : (tookMs ?? 0),
  };
};
