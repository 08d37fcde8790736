import { renderChange } from "../apply/render-change.ts";
import { renderDuration, renderInstant } from "../cli/render-time.ts";
import type { ClusterRun } from "./cluster-run.ts";
import { renderStop } from "./render-stop.ts";
import type { TaskOutcome, TaskStop } from "./task-outcome.ts";

/** A run with the tasks of each host that could be asked. */
export interface RunDetails extends Omit<ClusterRun, "hosts"> {
  readonly hosts: readonly (ClusterRun["hosts"][number] & {
    readonly tasks: readonly TaskOutcome[];
    readonly stop?: TaskStop;
  })[];
}

/** The run for people; tasks that had nothing to do are only counted unless `verbose`. */
export const renderRun = (run: RunDetails, verbose: boolean): string => {
  const { startedAtMs, finishedAtMs } = run;
  const by = run.requestedBy === "" ? "" : ` by ${run.requestedBy}`;
  const took =
    finishedAtMs === undefined ? "" : `, took ${renderDuration(finishedAtMs - startedAtMs)}`;
  const lines = [
    `${run.what} ${run.run}${by}, started ${renderInstant(startedAtMs)}${took}: ${run.state === "waiting" ? "waiting for a controller" : run.state}`,
    ...run.hosts.flatMap(({ host, state, stop, tasks }) => [
      `${host}: ${stop === undefined ? state : renderStop(stop)}, ${countText(tasks)}`,
      ...tasks
        .filter((task) => verbose || task.state !== "unchanged")
        .flatMap((task) => taskLines(task)),
    ]),
  ];
  return lines.map((line) => `${line}\n`).join("");
};

const countText = (tasks: readonly TaskOutcome[]): string =>
  (["changed", "unchanged", "failed", "skipped", "cut-off", "running"] as const)
    .map((state) => ({ state, count: tasks.filter((task) => task.state === state).length }))
    .filter(({ state, count }) => count > 0 || state === "changed")
    .map(({ state, count }) => `${count} ${state}`)
    .join(", ");

const INDENT = "      ";

const taskLines = (task: TaskOutcome): readonly string[] => {
  const took = task.tookMs === undefined ? "" : ` (${renderDuration(task.tookMs)})`;
  const because = task.because === undefined ? "" : `, because ${task.because} failed`;
  return [
    `  ${task.state}: ${task.title}${took}${because}`,
    ...task.changes.flatMap(renderChange).map((line) => `${INDENT}${line}`),
    ...(task.error === undefined
      ? []
      : [
          `${INDENT}${task.error.code}: ${task.error.message}`,
          `${INDENT}hint: ${task.error.hint}`,
        ]),
  ];
};
