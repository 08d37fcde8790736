import { renderElapsed, renderStopwatch } from "../cli/render-time.ts";
import { paint } from "../terminal/paint.ts";
import { cutToWidth, fitToWidth, textWidth } from "../terminal/text-width.ts";
import { stateMarks } from "./marks.ts";
import type { HostPicture } from "./run-picture.ts";

export interface GridStyle {
  readonly columns: number;
  readonly rows: number;
  readonly colors: boolean;
  readonly nowMs: number;
}

export interface GridContent {
  /** What goes on, before its time and the counts: `apply`. */
  readonly title: string;
  readonly startedMs: number;
  readonly hosts: readonly HostPicture[];
}

/**
 * The grid at a moment: a headline, and a line per host with what it is at and for how long. Where
 * there is no room for all, those at work come first and the last line counts the rest. No line is as
 * wide as the terminal, and there is one less than it has rows.
 */
export const renderGrid = (
  { title, startedMs, hosts }: GridContent,
  style: GridStyle,
): readonly string[] => {
  const width = Math.max(1, style.columns - 1);
  const room = Math.max(0, style.rows - 2);
  const elapsed = renderElapsed(style.nowMs - startedMs);
  const headline = cutToWidth([`${title}: ${elapsed}`, ...countTexts(hosts)].join(", "), width);
  return [paint(headline, "bold", style.colors), ...hostLines(hosts, { ...style, width, room })];
};

interface Room extends GridStyle {
  /** Columns of a line. */
  readonly width: number;
  /** Lines. */
  readonly room: number;
}

/** Below this a line says nothing, and a second column of hosts neither. */
const NARROWEST = 12;
const CELL_WIDTH = 70;
const GAP = "  ";
/** Lines that are left to what has happened, when the grid could take all of them. */
const HISTORY_ROWS = 5;

const hostLines = (hosts: readonly HostPicture[], room: Room): readonly string[] => {
  if (room.width < NARROWEST) return [];
  if (hosts.length <= room.room) return hosts.map((host) => renderCell(host, hosts, room));
  const lines = room.room > HISTORY_ROWS * 3 ? room.room - HISTORY_ROWS : room.room;
  const columns = Math.max(1, Math.floor((room.width + GAP.length) / (CELL_WIDTH + GAP.length)));
  if (hosts.length <= lines * columns) return inColumns(hosts, columns, room);
  const cells = Math.max(0, lines - 1) * columns;
  const [shown, rest] = split(hosts, cells);
  const text = cutToWidth(`  and ${rest.length} more: ${countTexts(rest).join(", ")}`, room.width);
  return [...inColumns(shown, columns, room), paint(text, "dim", room.colors)].slice(0, room.room);
};

/** Hosts that work or have failed, as many as fit, and all others. */
const split = (hosts: readonly HostPicture[], cells: number) => {
  const urgent = byUrgency(hosts).filter(({ state }) => state === "busy" || state === "failed");
  const shown = urgent.slice(0, cells);
  return [shown, hosts.filter((host) => !shown.includes(host))] as const;
};

/** One below the other, then in the next column. */
const inColumns = (
  hosts: readonly HostPicture[],
  columns: number,
  room: Room,
): readonly string[] => {
  const width = Math.floor((room.width + GAP.length) / columns) - GAP.length;
  const height = Math.ceil(hosts.length / columns);
  const cells = hosts.map((host) => renderCell(host, hosts, { ...room, width }));
  return Array.from({ length: height }, (_, row) =>
    cells.filter((_cell, index) => index % height === row).join(GAP),
  );
};

const urgency = Object.keys(stateMarks);

/** In each state hosts keep their order, so that lines do not jump about. */
const byUrgency = (hosts: readonly HostPicture[]): readonly HostPicture[] =>
  hosts.toSorted((a, b) => urgency.indexOf(a.state) - urgency.indexOf(b.state));

const countTexts = (hosts: readonly HostPicture[]): readonly string[] =>
  urgency
    .map((state) => ({ state, count: hosts.filter((host) => host.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => `${count} ${state === "held-up" ? "not begun" : state}`);

const LONGEST_NAME = 24;
const TIME_WIDTH = 12;
const SHORT_TIME_WIDTH = 8;
const SHORT_CELL_WIDTH = 50;

/** Exactly as wide as it may be. */
const renderCell = (
  host: HostPicture,
  neighbours: readonly HostPicture[],
  { width, nowMs, colors }: Room,
): string => {
  const { mark, color } = stateMarks[host.state];
  const longest = Math.max(...neighbours.map(({ name }) => textWidth(name)));
  const nameWidth = Math.min(longest, LONGEST_NAME, Math.floor(width / 3));
  const isShort = width < SHORT_CELL_WIDTH;
  const usualTimeWidth = isShort ? SHORT_TIME_WIDTH : TIME_WIDTH;
  const hasTime = host.state === "busy" && width > nameWidth + usualTimeWidth * 2;
  const timeWidth = hasTime ? usualTimeWidth : 0;
  const textRoom = Math.max(0, width - nameWidth - timeWidth - 4);
  const text = fitToWidth(whatText(host, textRoom), textRoom);
  const elapsed = (isShort ? renderStopwatch : renderElapsed)(nowMs - host.sinceMs);
  const time = hasTime ? elapsed.padStart(timeWidth) : "";
  return [
    paint(mark, color, colors),
    ` ${fitToWidth(host.name, nameWidth)}  `,
    host.state === "busy" ? text : paint(text, "dim", colors),
    time,
  ].join("");
};

const whatText = (host: HostPicture, room: number): string => {
  const { phase, task, waitsFor, message = "" } = host;
  switch (host.state) {
    case "busy":
      return task === undefined ? `${phase} …` : phaseAndTask(phase, task, room);
    case "failed":
    case "held-up":
      return `${phase}: ${message}`;
    case "done":
      return `${phase}: done`;
    case "waiting": {
      if (waitsFor === undefined) return `next: ${phase}`;
      const { host: first, hostCount } = waitsFor;
      const where = hostCount === 1 ? first : `${hostCount} hosts`;
      return `next: ${phase}, after ${waitsFor.phase} on ${where}`;
    }
  }
};

const SHORT_PHASE = 12;

/** The task is what changes: where both do not fit, the phase gives way first. */
const phaseAndTask = (phase: string, task: string, room: number): string => {
  const left = room - textWidth(task) - 2;
  if (left >= textWidth(phase)) return `${phase}: ${task}`;
  const phaseRoom = Math.max(left, Math.floor(room / 3));
  return phaseRoom < SHORT_PHASE ? task : `${cutToWidth(phase, phaseRoom)}: ${task}`;
};
