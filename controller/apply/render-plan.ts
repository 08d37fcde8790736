import type { HostPlan, TaskPlan } from "../../shared/spec/run.ts";
import type { DesignedHost } from "./apply-run.ts";
import { renderChange } from "./render-change.ts";

export interface PlanStyle {
  /** Whole file contents and every field; else long changes are cut. */
  readonly verbose: boolean;
}

const SHORT_LINES = 12;

/** A plan for people: a block per host, a line per task, its changes below it. */
export const renderPlan = (hosts: readonly DesignedHost[], style: PlanStyle): string => {
  const blocks = hosts.map((host) => renderHost(host, style));
  return `${blocks.join("\n")}\n${renderTotals(hosts.map(({ plan }) => plan))}\n`;
};

const renderHost = ({ name, link, plan }: DesignedHost, style: PlanStyle): string => {
  const enrolment =
    link.kind === "ssh" ? ["  + enrol the host: install the pharos agent and start it"] : [];
  const tasks = plan.tasks.flatMap((task) => renderTask(task, style));
  const lines = [...enrolment, ...tasks];
  if (lines.length === 0) return `${name}: nothing to change (${plan.unchanged} tasks looked at)\n`;
  return [`${name}:`, ...lines, ""].join("\n");
};

const renderTask = (task: TaskPlan, style: PlanStyle): readonly string[] => {
  const { level, reason } = task.disruption;
  const disruption = level === "none" ? "" : `  [${level}${reason === "" ? "" : `: ${reason}`}]`;
  const lines = task.changes.flatMap(renderChange);
  const shown = style.verbose || lines.length <= SHORT_LINES ? lines : lines.slice(0, SHORT_LINES);
  const cut = lines.length - shown.length;
  return [
    `  ~ ${task.title}${disruption}`,
    ...shown.map((line) => `      ${line}`),
    ...(cut > 0 ? [`      … ${cut} more lines, shown with --verbose`] : []),
  ];
};

const renderTotals = (plans: readonly HostPlan[]): string => {
  const tasks = plans.flatMap((plan) => plan.tasks);
  const hosts = plans.filter((plan) => plan.tasks.length > 0).length;
  const disruptive = tasks.filter(({ disruption }) => disruption.level !== "none").length;
  if (tasks.length === 0) return "Nothing to change.";
  return `${tasks.length} tasks change something on ${hosts} of ${plans.length} hosts, ${disruptive} of them disruptive.`;
};
