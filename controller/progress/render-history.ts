import { renderDuration } from "../cli/render-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";
import { textWidth } from "../terminal/text-width.ts";
import { visibleLine } from "../terminal/visible-text.ts";
import { renderStop } from "../runs/render-stop.ts";
import type { Happening, PhaseEnd } from "./happening.ts";
import { DONE_MARK, FAILED_MARK } from "./marks.ts";
import { renderHappening } from "./render-happening.ts";

export interface HistoryStyle {
  readonly columns: number;
  readonly colors: boolean;
  /** Every task too, not only phases and failures. */
  readonly verbose: boolean;
}

/**
 * The line that stays above the grid: a phase that is over on all its hosts with the time that it took
 * on each, and every failure at once. `undefined`: the grid has shown it, and that was enough.
 */
export const renderHistory = (happening: Happening, style: HistoryStyle): string | undefined => {
  switch (happening.type) {
    case "phase-over":
      return overLine(happening.phase, happening.ends, style);
    case "phase-failed":
      return happening.isConsequence ? undefined : failureLine(happening, style);
    case "phase-started":
    case "phase-done":
    case "task-started":
      return undefined;
    case "work-stopped":
      return paint(`  ${happening.host}: ${renderStop(happening)}`, "yellow", style.colors);
    case "phase-skipped":
    case "work-resumed":
    case "task-done":
    case "task-failed":
    case "task-skipped":
    case "task-unchanged": {
      const line = style.verbose ? renderHappening(happening, true) : undefined;
      return line === undefined ? undefined : paint(`  ${line}`, "dim", style.colors);
    }
  }
};

const failureLine = (
  { host, phase, error }: Extract<Happening, { type: "phase-failed" }>,
  style: HistoryStyle,
): string => marked(FAILED_MARK, `${host}: ${phase}: ${visibleLine(error.message)}`, "red", style);

const overLine = (
  phase: string,
  ends: readonly PhaseEnd[],
  style: HistoryStyle,
): string | undefined => {
  const failed = named(ends, "failed");
  const stopped = named(ends, "stopped");
  const parts = [
    timesOf(ends, style.columns - textWidth(phase) - 4),
    ...(failed.length === 0 ? [] : [`failed on ${listed(failed)}`]),
    ...(stopped.length === 0 ? [] : [`stopped on ${listed(stopped)}`]),
    ...heldUp(named(ends, "consequence")),
  ].filter((part) => part !== "");
  // Nobody had anything to do.
  if (parts.length === 0) return undefined;
  const isGood = ends.every(({ state }) => state === "done" || state === "skipped");
  const color = isGood ? "green" : stopped.length > 0 && failed.length === 0 ? "yellow" : "red";
  return marked(isGood ? DONE_MARK : FAILED_MARK, `${phase}: ${parts.join("; ")}`, color, style);
};

const heldUp = (hosts: readonly string[]): readonly string[] =>
  hosts.length === 0 ? [] : [`not begun on ${listed(hosts)}`];

/** `m1 12.0 s, w1 13.1 s`, or what there is to say about many. */
const timesOf = (ends: readonly PhaseEnd[], width: number): string => {
  const done = ends
    .flatMap((end) => (end.state === "done" ? [end] : []))
    .toSorted((a, b) => a.tookMs - b.tookMs);
  const each = done.map(({ host, tookMs }) => `${host} ${renderDuration(tookMs)}`).join(", ");
  const [first, last] = [done.at(0), done.at(-1)];
  if (first === undefined || last === undefined || first === last) return each;
  if (textWidth(each) <= width) return each;
  return `${done.length} hosts in ${renderDuration(first.tookMs)} to ${renderDuration(last.tookMs)} (${last.host})`;
};

const named = (ends: readonly PhaseEnd[], state: PhaseEnd["state"]): readonly string[] =>
  ends.filter((end) => end.state === state).map(({ host }) => host);

const MANY = 8;

const listed = (hosts: readonly string[]): string =>
  hosts.length <= MANY
    ? hosts.join(", ")
    : `${hosts.slice(0, MANY).join(", ")} and ${hosts.length - MANY} more`;

const marked = (mark: string, text: string, color: Paint, { colors }: HistoryStyle): string =>
  `${paint(mark, color, colors)} ${text}`;
