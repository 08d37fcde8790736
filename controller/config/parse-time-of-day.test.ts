import { expect, test } from "vitest";
import { parseTimeOfDay } from "./parse-time-of-day.ts";

test.each([
  ["00:00", 0],
  ["2:30", 150],
  ["23:59", 1439],
  ["23:59:59", 1439],
  ["15", 900],
  ["03:04pm", 904],
  ["3PM", 900],
  ["12am", 0],
  ["12pm", 720],
])("%s is minute %i", (text, minute) => {
  expect(parseTimeOfDay(text)).toBe(minute);
});

test.each(["", "24:00", "22:60", "13pm", "0am", "22:00:60", "2-30", "noon", "1:2"])(
  "%j is no time of day",
  (text) => {
    expect(parseTimeOfDay(text)).toBeUndefined();
  },
);
