import { expect, test } from "vitest";
import { type FaultResult, mergeFaultResults, toFaultResult } from "./fault-results.ts";

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

test("of a failure it is kept what was found, and not only that something was", () => {
  const failure = "left on hosts:\n  w1: /etc/a.partial\n  w1: /etc/b.partial\n  c\n  d";
  const outcome = { name: "a", failure, notes: ["killed"], tookMs: 1_600 };
  expect(toFaultResult(outcome, new Date("2026-01-01T10:20:30Z"))).toEqual({
    name: "a",
    at: "2026-01-01T10:20Z",
    result: "failed",
    tookSeconds: 2,
    notes: "killed, left on hosts: w1: /etc/a.partial w1: /etc/b.partial c",
  });
});
