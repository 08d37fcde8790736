import type { TimeWindow } from "../../shared/spec/maintenance-spec.ts";
import { type LocalTime, toLocalTime, toMoment } from "./local-time.ts";

export type WindowState =
  /** `closesAtMs` is absent if it never closes. */
  | { readonly isOpen: true; readonly closesAtMs?: number }
  /** `opensAtMs` is absent if it never opens. */
  | { readonly isOpen: false; readonly opensAtMs?: number };

/**
 * Whether one of these windows is open, and until when; no windows: always open. A window that begins
 * on a listed day and ends after midnight is open on the next day, listed or not. An hour that clocks
 * leave out is in no window, one that comes twice is twice in it.
 */
export const windowAt = (windows: readonly TimeWindow[], nowMs: number): WindowState => {
  if (windows.length === 0) return { isOpen: true };
  const closings = windows.flatMap((window) => closingOf(window, nowMs));
  if (closings.length > 0) return { isOpen: true, closesAtMs: Math.max(...closings) };
  const openings = windows.flatMap((window) => openingOf(window, nowMs));
  return openings.length === 0
    ? { isOpen: false }
    : { isOpen: false, opensAtMs: Math.min(...openings) };
};

/** All of these must be open; the first to close, or the last to open, is what counts. */
export const allWindowsAt = (
  calendars: readonly (readonly TimeWindow[])[],
  nowMs: number,
): WindowState => {
  const states = calendars.map((windows) => windowAt(windows, nowMs));
  const closed = states.filter((state) => !state.isOpen);
  if (closed.length > 0) {
    const openings = closed.flatMap(({ opensAtMs }) => opensAtMs ?? []);
    return openings.length < closed.length
      ? { isOpen: false }
      : { isOpen: false, opensAtMs: Math.max(...openings) };
  }
  const closings = states.flatMap((state) => (state.isOpen ? (state.closesAtMs ?? []) : []));
  return closings.length === 0
    ? { isOpen: true }
    : { isOpen: true, closesAtMs: Math.min(...closings) };
};

/** When the window closes that is open now; none: it is not open. */
const closingOf = (window: TimeWindow, nowMs: number): readonly number[] => {
  const { startMinute, endMinute, timeZone } = window;
  const local = toLocalTime(nowMs, timeZone);
  const { minute } = local;
  if (!isOvernight(window)) {
    if (!beginsOn(window, local, 0) || minute < startMinute || minute >= endMinute) return [];
    return [toMoment(local, 0, endMinute, timeZone)];
  }
  if (beginsOn(window, local, 0) && minute >= startMinute)
    return [toMoment(local, 1, endMinute, timeZone)];
  if (beginsOn(window, local, -1) && minute < endMinute)
    return [toMoment(local, 0, endMinute, timeZone)];
  return [];
};

const isOvernight = ({ startMinute, endMinute }: TimeWindow): boolean => endMinute <= startMinute;

const beginsOn = ({ days }: TimeWindow, { weekday }: LocalTime, shift: number): boolean =>
  days.includes((weekday + shift + 7) % 7);

/** Two weeks: an opening may fall into an hour that is left out. */
const LOOK_AHEAD_DAYS = 14;

/** When it opens next; none: never. */
const openingOf = (window: TimeWindow, nowMs: number): readonly number[] => {
  const local = toLocalTime(nowMs, window.timeZone);
  for (let days = 0; days <= LOOK_AHEAD_DAYS; days += 1) {
    if (!beginsOn(window, local, days)) continue;
    const atMs = toMoment(local, days, window.startMinute, window.timeZone);
    if (atMs > nowMs) return [atMs];
  }
  return [];
};
