import { expect, test } from "vitest";
import type { FaultRow } from "./fault-row.ts";
import { pickRowsOfDay } from "./pick-rows-of-day.ts";

const row = (name: string, usualSeconds: number, needs: FaultRow["needs"] = "formed-1-2") => ({
  name,
  needs,
  ends: [],
  usualSeconds,
  strike: () => Promise.reject(new Error("is only picked")),
});
const rows = [row("a", 25), row("b", 30), row("c", 40), row("long", 61), row("bare", 9, "bare")];
const namesOn = (day: number) => pickRowsOfDay(rows, day).map(({ name }) => name);

test("another row comes first each day, and others are added for as long as they fit", () => {
  expect([0, 1, 2, 3].map(namesOn)).toEqual([["a", "b"], ["b", "a"], ["c"], ["a", "b"]]);
});

test("of nothing, nothing is picked", () => {
  expect(pickRowsOfDay([], 5)).toEqual([]);
});
