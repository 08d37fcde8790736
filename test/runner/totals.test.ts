import { expect, test } from "vitest";
import {
  addTotals,
  countSteps,
  parseClosingLine,
  parseVitestReport,
  totalsOfExit,
  withExit,
} from "./totals.ts";

test("totals add up", () => {
  const sum = addTotals([totalsOfExit(0), totalsOfExit(2), { passed: 3, failed: 1 }]);
  expect(sum).toEqual({ passed: 4, failed: 2 });
});

test("the last closing line counts, alone on its line", () => {
  const output = "1 passed, 2 failed\nso 9 passed, 9 failed\n3 passed, 0 failed\n";
  expect(parseClosingLine(output)).toEqual({ passed: 3, failed: 0 });
});

test("an output without a closing line has no totals", () => {
  expect(parseClosingLine("killed\n")).toBeUndefined();
});

test("steps are lines that begin with ok or FAIL", () => {
  const output = "ok    boots (1.0 s)\nFAIL  pings (2.0 s)\nok    sleeps\nokay\n  ok no\n";
  expect(countSteps(output)).toEqual({ passed: 2, failed: 1 });
});

test("a test file that cannot be loaded is a failure", () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    testResults: [
      { status: "passed", assertionResults: [{ status: "passed" }] },
      { status: "failed", assertionResults: [{ status: "failed" }, { status: "passed" }] },
      { status: "failed", assertionResults: [] },
    ],
  };
  expect(parseVitestReport(JSON.stringify(report))).toEqual({ passed: 5, failed: 2 });
});

test("a program that ends with an error has failed, whatever it counted", () => {
  expect(withExit({ passed: 7, failed: 0 }, 1)).toEqual({ passed: 7, failed: 1 });
});

test("a failure that is counted already is not counted again", () => {
  expect(withExit({ passed: 7, failed: 2 }, 1)).toEqual({ passed: 7, failed: 2 });
});
