import type { RunRecord } from "../../shared/spec/run.ts";
import type { Provenance } from "../host/host.ts";
import { extendHistory, type History, NO_HISTORY } from "./history.ts";

/** What tasks may ask of a history. */
export const toProvenance = ({ tasks }: History): Provenance => ({
  began: (task) => tasks[task] === "began",
  completed: (task) => tasks[task] === "completed",
});

/** What the journal proves out of all its records, oldest first. */
export const readProvenance = (records: Iterable<RunRecord>): Provenance =>
  toProvenance(extendHistory(NO_HISTORY, records));

/**
 * Names of packages that were absent before a task of ours installed them and that no later task
 * removed: the only ones that a removal may purge.
 */
export const readInstalledPackages = (records: Iterable<RunRecord>): readonly string[] =>
  extendHistory(NO_HISTORY, records).packages;
