import type { PlannedChange, RunRecord } from "../../shared/spec/run.ts";

/** What all runs on this host together prove; small, so that their records need not be kept for it. */
export interface History {
  /** By task id: begun from nothing, and whether it was ever seen complete since. */
  readonly tasks: Readonly<Record<string, "began" | "completed">>;
  /** Packages that were absent before a task of ours installed them and that no later one removed. */
  readonly packages: readonly string[];
}

export const NO_HISTORY: History = { tasks: {}, packages: [] };

/**
 * What further records, oldest first, add to a history. A begin counts only if it started from
 * nothing (no change had a `before`): the intent to repair what was found half-made is journalled
 * too, even when it is then refused as a stranger's, and proves no ownership. What was found to be as
 * it should after a begin is complete, also when the agent died before it said so.
 */
export const extendHistory = (history: History, records: Iterable<RunRecord>): History => {
  const tasks = new Map(Object.entries(history.tasks));
  const packages = new Set(history.packages);
  for (const { event } of records) {
    if (event.type === "task-started") {
      if (startsFromNothing(event.changes)) tasks.set(event.task, "began");
      if (event.task.startsWith("packages:")) notePackages(packages, event.changes);
    }
    const isDone = event.type === "task-changed" || event.type === "task-unchanged";
    if (isDone && tasks.has(event.task)) tasks.set(event.task, "completed");
  }
  return { tasks: Object.fromEntries(tasks), packages: [...packages].toSorted() };
};

const startsFromNothing = (changes: readonly PlannedChange[]): boolean =>
  changes.every(({ before }) => before === undefined);

const notePackages = (packages: Set<string>, changes: readonly PlannedChange[]): void => {
  for (const { field, before, after } of changes) {
    if (before === undefined && after !== undefined) packages.add(field);
    if (after === undefined) packages.delete(field);
  }
};
