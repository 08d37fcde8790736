import { expect, test } from "vitest";
import { renderDuration, renderInstant } from "./render-time.ts";

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
