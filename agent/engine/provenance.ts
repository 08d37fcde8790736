import type { PlannedChange, RunRecord } from "../../shared/spec/run.ts";
import type { Provenance } from "../host/host.ts";

/**
 * Reads what the journal proves out of all its records, oldest first. A begin counts only if it
 * started from nothing (no change had a `before`): the intent to repair what was found half-made is
 * journalled too, even when it is then refused as a stranger's, and proves no ownership. What was
 * found to be as it should after a begin is complete, also when the agent died before it said so.
 */
export const readProvenance = (records: Iterable<RunRecord>): Provenance => {
  const last = new Map<string, "began" | "completed">();
  for (const { event } of records) {
    if (event.type === "task-started" && startsFromNothing(event.changes)) {
      last.set(event.task, "began");
    }
    const isDone = event.type === "task-changed" || event.type === "task-unchanged";
    if (isDone && last.has(event.task)) last.set(event.task, "completed");
  }
  return {
    began: (task) => last.get(task) === "began",
    completed: (task) => last.get(task) === "completed",
  };
};

const startsFromNothing = (changes: readonly PlannedChange[]): boolean =>
  changes.every(({ before }) => before === undefined);

/**
 * Names of packages that were absent before a task of ours installed them and that no later task
 * removed: the only ones that a removal may purge.
 */
export const readInstalledPackages = (records: Iterable<RunRecord>): readonly string[] => {
  const installed = new Set<string>();
  for (const { event } of records) {
    if (event.type !== "task-started" || !event.task.startsWith("packages:")) continue;
    for (const { field, before, after } of event.changes) {
      if (before === undefined && after !== undefined) installed.add(field);
      if (after === undefined) installed.delete(field);
    }
  }
  return [...installed].toSorted();
};
