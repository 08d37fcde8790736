import type { RunRecord } from "../../shared/spec/run.ts";
import type { Provenance } from "../host/host.ts";

/** Reads what the journal proves out of all its records, oldest first. */
export const readProvenance = (records: Iterable<RunRecord>): Provenance => {
  const last = new Map<string, "began" | "completed">();
  for (const { event } of records) {
    if (event.type === "task-started") last.set(event.task, "began");
    if (event.type === "task-changed") last.set(event.task, "completed");
  }
  return {
    began: (task) => last.get(task) === "began",
    completed: (task) => last.get(task) === "completed",
  };
};

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
