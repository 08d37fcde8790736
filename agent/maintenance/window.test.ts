import { describe, expect, test } from "vitest";
import type { TimeWindow } from "../../shared/spec/maintenance-spec.ts";
import { allWindowsAt, windowAt } from "./window.ts";

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const SATURDAY = [6];

const window = (over: Partial<TimeWindow> = {}): TimeWindow => ({
  days: EVERY_DAY,
  startMinute: 22 * 60,
  endMinute: 2 * 60,
  timeZone: "UTC",
  ...over,
});

const at = (text: string): number => Date.parse(text);
const isOpen = (one: TimeWindow, text: string): boolean => windowAt([one], at(text)).isOpen;

test("without windows it is always open", () => {
  expect(windowAt([], 0)).toEqual({ isOpen: true });
});

describe("a window over midnight belongs to the day on which it begins", () => {
  const saturdayNight = window({ days: SATURDAY });
  test.each([
    ["2026-01-02T23:00:00Z", false],
    ["2026-01-03T01:00:00Z", false],
    ["2026-01-03T22:00:00Z", true],
    ["2026-01-04T01:59:00Z", true],
    ["2026-01-04T02:00:00Z", false],
    ["2026-01-04T22:30:00Z", false],
  ])("%s: %s", (text, open) => {
    expect(isOpen(saturdayNight, text)).toBe(open);
  });

  test("it says when it closes and when it opens next", () => {
    expect(windowAt([saturdayNight], at("2026-01-03T23:00:00Z"))).toEqual({
      isOpen: true,
      closesAtMs: at("2026-01-04T02:00:00Z"),
    });
    expect(windowAt([saturdayNight], at("2026-01-04T02:00:00Z"))).toEqual({
      isOpen: false,
      opensAtMs: at("2026-01-10T22:00:00Z"),
    });
  });
});

describe("clocks that change", () => {
  const helsinki = window({ startMinute: 180, endMinute: 300, timeZone: "Europe/Helsinki" });

  test("in spring the hour that is left out is missing of it", () => {
    // 03:00 to 04:00 is left out on 2026-03-29; it begins at 04:00, which is 01:00 UTC.
    expect(isOpen(helsinki, "2026-03-29T00:59:00Z")).toBe(false);
    expect(isOpen(helsinki, "2026-03-29T01:00:00Z")).toBe(true);
    expect(windowAt([helsinki], at("2026-03-29T01:00:00Z"))).toEqual({
      isOpen: true,
      closesAtMs: at("2026-03-29T02:00:00Z"),
    });
  });

  test("in autumn the hour that comes twice is twice in it", () => {
    // 03:00 to 04:00 comes twice on 2026-10-25: 00:00 and 01:00 UTC.
    expect(isOpen(helsinki, "2026-10-25T00:30:00Z")).toBe(true);
    expect(isOpen(helsinki, "2026-10-25T01:30:00Z")).toBe(true);
    expect(windowAt([helsinki], at("2026-10-25T00:30:00Z"))).toEqual({
      isOpen: true,
      closesAtMs: at("2026-10-25T03:00:00Z"),
    });
  });

  test("a zone that is not known counts as UTC", () => {
    expect(isOpen(window({ timeZone: "Not/AZone" }), "2026-01-04T23:00:00Z")).toBe(true);
  });
});

describe("several", () => {
  const morning = window({ startMinute: 300, endMinute: 360 });
  const noon = window({ startMinute: 330, endMinute: 720 });

  test("of one calendar: one open is enough, the last to close counts", () => {
    expect(windowAt([morning, noon], at("2026-01-04T05:45:00Z"))).toEqual({
      isOpen: true,
      closesAtMs: at("2026-01-04T12:00:00Z"),
    });
  });

  test("calendars: all must be open, the first to close counts", () => {
    expect(allWindowsAt([[morning], [noon]], at("2026-01-04T05:45:00Z"))).toEqual({
      isOpen: true,
      closesAtMs: at("2026-01-04T06:00:00Z"),
    });
    expect(allWindowsAt([[morning], [noon], []], at("2026-01-04T05:15:00Z"))).toEqual({
      isOpen: false,
      opensAtMs: at("2026-01-04T05:30:00Z"),
    });
  });
});

/** Numbers that look drawn and are the same each time. */
const draws = (seed: number): ((below: number) => number) => {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
};

const ZONES = ["UTC", "Europe/Helsinki", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];

/** Minute by minute: the plain reading of what a window says. */
const isOpenByReading = (one: TimeWindow, nowMs: number): boolean => {
  const text = new Intl.DateTimeFormat("en-GB", {
    timeZone: one.timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(nowMs);
  const [, day = "", hour = "", minute = ""] = /(\w+).*?(\d\d):(\d\d)/.exec(text) ?? [];
  const weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(day);
  const now = Number(hour) * 60 + Number(minute);
  const today = one.days.includes(weekday);
  const yesterday = one.days.includes((weekday + 6) % 7);
  const { startMinute, endMinute } = one;
  return endMinute > startMinute
    ? today && now >= startMinute && now < endMinute
    : (today && now >= startMinute) || (yesterday && now < endMinute);
};

test("random windows are open when clocks say so, and what they tell of their end is true", () => {
  const draw = draws(7);
  for (let round = 0; round < 400; round += 1) {
    const one = window({
      days: EVERY_DAY.filter(() => draw(3) > 0),
      startMinute: draw(1440),
      endMinute: 1 + draw(1440),
      timeZone: ZONES[draw(ZONES.length)] ?? "UTC",
    });
    const nowMs = at("2026-01-01T00:00:00Z") + draw(365 * 1440) * 60_000;
    const state = windowAt([one], nowMs);
    expect([one, state.isOpen]).toEqual([one, isOpenByReading(one, nowMs)]);
    const untilMs = state.isOpen ? state.closesAtMs : state.opensAtMs;
    const turnMs = untilMs ?? nowMs + 60_000;
    expect(turnMs).toBeGreaterThan(nowMs);
    expect([one, isOpenByReading(one, turnMs - 60_000)]).toEqual([one, state.isOpen]);
  }
});
