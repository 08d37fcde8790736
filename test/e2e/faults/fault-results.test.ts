import { expect, test } from "vitest";
import { type FaultResult, mergeFaultResults } from "./fault-results.ts";

const passed = (name: string): FaultResult => ({ name, result: "passed", at: "2026-01-01T00:00Z" });

test("a fresh result takes the place of the one before, and the others stay", () => {
  const fresh: FaultResult = { name: "b", result: "failed", at: "2026-01-02T00:00Z" };
  expect(mergeFaultResults([passed("a"), passed("b")], ["a", "b"], fresh)).toEqual([
    passed("a"),
    fresh,
  ]);
});

test("a row that has never run says so, and one that is gone is not told any more", () => {
  expect(mergeFaultResults([passed("old")], ["new"])).toEqual([{ name: "new", result: "not run" }]);
});
