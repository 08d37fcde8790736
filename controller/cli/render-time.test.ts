import { expect, test } from "vitest";
import { renderDuration, renderElapsed, renderInstant, renderStopwatch } from "./render-time.ts";

test.each([
  [-5, "0.0 s"],
  [3_240, "3.2 s"],
  [63_000, "1 min 03 s"],
  [7_500_000, "2 h 05 min"],
])("%d ms are %s", (ms, text) => {
  expect(renderDuration(ms)).toBe(text);
});

test("an instant is told in UTC", () => {
  expect(renderInstant(1_700_000_000_456)).toBe("2023-11-14 22:13:20Z");
});

test.each([
  [-5, "0 s", "0:00"],
  [3_940, "3 s", "0:03"],
  [63_000, "1 min 03 s", "1:03"],
  [754_000, "12 min 34 s", "12:34"],
  [7_500_000, "2 h 05 min", "2:05:00"],
])("%d ms that go on are %s, or %s", (ms, text, short) => {
  expect([renderElapsed(ms), renderStopwatch(ms)]).toEqual([text, short]);
});
