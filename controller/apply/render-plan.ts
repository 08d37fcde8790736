import type { HostProbe } from "../bootstrap/probe-host.ts";
import { countOf } from "../../shared/errors/count-of.ts";
import { agentBuildName } from "../../shared/spec/agent-build-name.ts";
import type { TaskPlan } from "../../shared/spec/run.ts";
import { needsUpdate } from "../update/distribution-build.ts";
import type { DesignedHost } from "./apply-run.ts";
import { renderChange } from "./render-change.ts";

export interface PlanStyle {
  /** Whole file contents and every field; else long changes are cut. */
  readonly verbose: boolean;
}

/** What is needed of a host to show its plan. */
export type PlannedHostView = Pick<DesignedHost, "name" | "plan" | "isCurrent"> & {
  readonly spec: Pick<DesignedHost["spec"], "agent">;
  readonly link:
    | { readonly kind: "agent"; readonly build: string }
    | { readonly kind: "ssh"; readonly probe: Pick<HostProbe, "agent"> };
};

const SHORT_LINES = 12;

/**
 * A plan for people: what is the same on several hosts is shown once, under their names, then what
 * is each host's own; a line per task, its changes below it.
 */
export const renderPlan = (hosts: readonly PlannedHostView[], style: PlanStyle): string => {
  const blocks = groupItems(hosts.flatMap((host) => itemsOf(host, style))).map(
    ({ names, texts }) => `${titleOf(names, hosts.length)}:\n${texts.join("\n")}\n`,
  );
  const unchanged = hosts.filter((host) => itemsOf(host, style).length === 0);
  if (unchanged.length > 0) blocks.push(`${renderUnchanged(unchanged)}\n`);
  return `${blocks.join("\n")}\n${renderTotals(hosts)}\n`;
};

interface PlanItem {
  readonly host: string;
  readonly text: string;
}

const itemsOf = (host: PlannedHostView, style: PlanStyle): readonly PlanItem[] => {
  const { name, link, plan } = host;
  const enrolment = link.kind === "ssh" ? [enrolmentOf(link.probe.agent)] : updateOf(host);
  const tasks = plan.tasks.map((task) => renderTask(task, style).join("\n"));
  return [...enrolment, ...tasks].map((text) => ({ host: name, text }));
};

const enrolmentOf = (agent: HostProbe["agent"]): string => {
  if (agent === undefined) return "  + enrol the host: install the pharos agent and start it";
  return agent.isForeign
    ? `  ~ take the host over: its agent gets new keys, and leaves cluster ${agent.clusterId}`
    : "  ~ enrol the host again: replace its agent, whose build is another or which does not answer";
};

const updateOf = (host: PlannedHostView): readonly string[] =>
  needsUpdate(host) && host.link.kind === "agent"
    ? [`  ~ update the agent: ${host.link.build} -> ${agentBuildName(host.spec.agent)}`]
    : [];

/** Items of the same text go under the names of all their hosts; large groups come first. */
const groupItems = (
  items: readonly PlanItem[],
): readonly { readonly names: readonly string[]; readonly texts: readonly string[] }[] => {
  const hostsOf = groupBy(items, ({ text }) => text);
  const groups = groupBy([...hostsOf], ([, same]) => same.map(({ host }) => host).join(", "));
  return [...groups.values()]
    .map((group) => ({
      names: group[0]?.[1].map(({ host }) => host) ?? [],
      texts: group.map(([text]) => text),
    }))
    .toSorted((a, b) => b.names.length - a.names.length);
};

/** Map.groupBy is missing in Node 20, on which the CLI runs too. */
const groupBy = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> => {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
};

const MANY_HOSTS = 8;

const titleOf = (names: readonly string[], all: number): string => {
  if (names.length === all && all > 1) return `all ${all} hosts`;
  if (names.length <= MANY_HOSTS) return names.join(", ");
  return `${names.slice(0, MANY_HOSTS).join(", ")} and ${names.length - MANY_HOSTS} more`;
};

const renderUnchanged = (hosts: readonly PlannedHostView[]): string => {
  const tasks = hosts.reduce((sum, { plan }) => sum + plan.unchanged, 0);
  return `${titleOf(
    hosts.map(({ name }) => name),
    0,
  )}: nothing to change (${countOf(tasks, "task")} looked at)`;
};

const renderTask = (task: TaskPlan, style: PlanStyle): readonly string[] => {
  const { level, reason } = task.disruption;
  const disruption = level === "none" ? "" : `  [${level}${reason === "" ? "" : `: ${reason}`}]`;
  const lines = task.changes.flatMap(renderChange);
  const shown = style.verbose || lines.length <= SHORT_LINES ? lines : lines.slice(0, SHORT_LINES);
  const cut = lines.length - shown.length;
  return [
    `  ~ ${task.title}${disruption}`,
    ...shown.map((line) => `      ${line}`.trimEnd()),
    ...(cut > 0 ? [`      … ${countOf(cut, "line")} more, shown with --verbose`] : []),
  ];
};

const renderTotals = (hosts: readonly PlannedHostView[]): string => {
  const tasks = hosts.flatMap(({ plan }) => plan.tasks);
  if (tasks.length === 0) return renderQuietTotals(hosts);
  const changed = hosts.filter(({ plan }) => plan.tasks.length > 0).length;
  const disruptive = tasks.filter(({ disruption }) => disruption.level !== "none").length;
  const verb = tasks.length === 1 ? "changes" : "change";
  return `${countOf(tasks.length, "task")} ${verb} something on ${changed} of ${countOf(hosts.length, "host")}, ${disruptive === 0 ? "none" : disruptive} of them disruptive.`;
};

/** Without a task to do there may still be something to confirm. */
const renderQuietTotals = (hosts: readonly PlannedHostView[]): string => {
  const enrolled = hosts.filter(({ link }) => link.kind === "ssh").length;
  const noted = hosts.filter(({ isCurrent }) => !isCurrent).length;
  const updated = hosts.filter(needsUpdate).length;
  if (updated > 0) return `${countOf(updated, "agent")} to update; nothing else to change.`;
  if (enrolled > 0) return `${countOf(enrolled, "host")} to enrol; nothing else to change.`;
  if (noted > 0)
    return `Nothing to change but what ${countOf(noted, "host")} ${noted === 1 ? "has" : "have"} on record.`;
  return "Nothing to change.";
};
