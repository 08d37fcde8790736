import { renderDuration } from "../cli/render-time.ts";
import { paint, type Paint } from "../terminal/paint.ts";
import { fitToWidth } from "../terminal/text-width.ts";
import type { Timeline, TimelineBar } from "./timeline.ts";

export interface TimelineSpace {
  readonly columns: number;
  readonly colors: boolean;
}

const LEAST_BAR_COLUMNS = 20;
const TITLE_SHARE = 0.4;
const TOOK_COLUMNS = 9;
const COLORS: Readonly<Record<TimelineBar["state"], Paint>> = {
  changed: "green",
  unchanged: "dim",
  failed: "red",
  skipped: "dim",
  "cut-off": "yellow",
  running: "cyan",
};

/** A line per task with its bar, all hosts on one axis of time; for a terminal of this width. */
export const renderTimeline = (
  { lengthMs, hosts }: Timeline,
  { columns, colors }: TimelineSpace,
): string => {
  const titleColumns = Math.max(10, Math.floor(columns * TITLE_SHARE));
  const barColumns = Math.max(LEAST_BAR_COLUMNS, columns - titleColumns - TOOK_COLUMNS - 4);
  const end = renderDuration(lengthMs);
  const axis = `${" ".repeat(titleColumns + 3)}0${end.padStart(barColumns - 1)}`;
  const lines = hosts.flatMap(({ host, state, bars, busyMs }) => [
    paint(`${host}: ${state}, ${renderDuration(busyMs)} in ${countOf(bars)}`, "bold", colors),
    ...bars.map((bar) => {
      const title = fitToWidth(bar.title, titleColumns);
      const drawn = paint(drawBar(bar, lengthMs, barColumns), COLORS[bar.state], colors);
      return `  ${title} ${drawn} ${tookText(bar)}`.trimEnd();
    }),
  ]);
  return [axis, ...lines].map((line) => `${line}\n`).join("");
};

const countOf = ({ length }: readonly unknown[]): string =>
  length === 1 ? "1 task" : `${length} tasks`;

/** At least one column: what was short was there all the same. */
const drawBar = ({ startMs, tookMs }: TimelineBar, lengthMs: number, columns: number): string => {
  const toColumn = (ms: number): number =>
    lengthMs === 0 ? 0 : Math.floor((ms / lengthMs) * columns);
  const start = Math.min(toColumn(startMs), columns - 1);
  const width = Math.min(Math.max(1, toColumn(startMs + tookMs) - start), columns - start);
  const mark = tookMs === 0 ? "·" : "█";
  return `${" ".repeat(start)}${mark.repeat(width)}`.padEnd(columns);
};

const tookText = ({ state, tookMs }: TimelineBar): string =>
  state === "changed" ? renderDuration(tookMs) : state;
