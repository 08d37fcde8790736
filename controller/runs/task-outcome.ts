import { runStopped } from "../../shared/errors/engine-errors.ts";
import type { ErrorDetail, PlannedChange, ProfileName, RunRecord } from "../../shared/spec/run.ts";

/** What became of one task of a run on one host. */
export interface TaskOutcome {
  readonly task: string;
  /** What it does, in words; the id where the journal has no words (unchanged, skipped). */
  readonly title: string;
  readonly profile: ProfileName | undefined;
  /** `cut-off`: begun, and neither done nor failed; `running`: the same, on a host that is at it. */
  readonly state: "changed" | "unchanged" | "failed" | "skipped" | "cut-off" | "running";
  /** When it was begun or judged; milliseconds since 1970. */
  readonly atMs: number;
  readonly tookMs?: number;
  readonly changes: readonly PlannedChange[];
  readonly error?: ErrorDetail;
  /** Of a skipped one: the task that failed. */
  readonly because?: string;
}

/** Somebody asked the run to stop on this host. */
export interface TaskStop {
  readonly atMs: number;
  readonly by?: string;
  /** What was finished last, in words; absent: nothing was. */
  readonly after?: string;
}

/** How a run was stopped on one host; `undefined`: nobody did. */
export const toStop = (records: readonly RunRecord[]): TaskStop | undefined => {
  const record = records.findLast(({ event }) => event.type === "run-stopped");
  if (record?.event.type !== "run-stopped") return undefined;
  const { requestedBy, after } = record.event;
  const titles = records.flatMap(({ event }) =>
    event.type === "task-started" && event.task === after ? [event.title] : [],
  );
  return {
    atMs: record.atMs,
    ...(requestedBy === undefined ? {} : { by: requestedBy }),
    ...(after === undefined ? {} : { after: titles.at(-1) ?? after }),
  };
};

/** The tasks of a run on one host, in the order in which they were come to. */
export const toTaskOutcomes = (records: readonly RunRecord[]): readonly TaskOutcome[] => {
  const outcomes: TaskOutcome[] = [];
  let profile: ProfileName | undefined;
  let isStopped = false;
  for (const { atMs, event } of records) {
    switch (event.type) {
      case "run-started":
        ({ profile } = event);
        break;
      case "task-started": {
        const { task, title, changes } = event;
        outcomes.push({ task, title, profile, state: "cut-off", atMs, changes });
        break;
      }
      case "task-changed":
        finish(outcomes, event.task, { profile, atMs, state: "changed", tookMs: event.tookMs });
        break;
      case "task-failed": {
        const { task, error } = event;
        // Who stopped the run is told of the host, not of a task that was not begun.
        if (isStopped && error.code === runStopped.code) break;
        finish(outcomes, task, { profile, atMs, state: "failed", error });
        break;
      }
      case "task-unchanged":
        finish(outcomes, event.task, { profile, atMs, state: "unchanged" });
        break;
      case "task-skipped":
        finish(outcomes, event.task, { profile, atMs, state: "skipped", because: event.because });
        break;
      case "run-stopped":
        isStopped = true;
        break;
      case "run-finished":
        break;
    }
  }
  return outcomes;
};

/** The same on a host that is at work just now: what was begun last is not cut off. */
export const toRunningTasks = (outcomes: readonly TaskOutcome[]): readonly TaskOutcome[] => {
  const last = outcomes.at(-1);
  if (last?.state !== "cut-off") return outcomes;
  return [...outcomes.slice(0, -1), { ...last, state: "running" }];
};

type Ending = Omit<TaskOutcome, "task" | "title" | "changes">;

/** Ends the one that was begun, or notes one that never was. */
const finish = (outcomes: TaskOutcome[], task: string, ending: Ending): void => {
  const index = outcomes.findLastIndex((one) => one.task === task && one.state === "cut-off");
  const begun = outcomes[index];
  if (begun === undefined) {
    outcomes.push({ task, title: task, changes: [], ...ending });
    return;
  }
  const tookMs = ending.tookMs ?? ending.atMs - begun.atMs;
  outcomes[index] = { ...begun, ...ending, atMs: begun.atMs, tookMs };
};
