import { expect, test } from "vitest";
import { parseDurationMs } from "./duration.ts";
import { readPlainScalar } from "./plain-scalar.ts";
import { renderPath } from "./config-path.ts";

test.each([
  ["30s", 30_000],
  ["5m", 300_000],
  ["1h30m", 5_400_000],
  ["7d", 604_800_000],
  ["250ms", 250],
  ["0s", 0],
  ["", undefined],
  ["5", undefined],
  ["m", undefined],
  ["1.5h", undefined],
  ["-1s", undefined],
  ["5 m", undefined],
  ["9999999s", undefined],
])("the duration %j is %j ms", (text, expected) => {
  expect(parseDurationMs(text)).toBe(expected);
});

test.each([
  ["", undefined],
  ["~", undefined],
  ["null", undefined],
  ["true", true],
  ["False", false],
  ["yes", "yes"],
  ["22", 22],
  ["-1.5e3", -1500],
  ["0x1F", 31],
  ["0o17", 15],
  ["1.2.3", "1.2.3"],
  ["1_000", "1_000"],
  [".", "."],
  [".inf", ".inf"],
  ["[1]", "[1]"],
])("the plain scalar %j is %j", (text, expected) => {
  expect(readPlainScalar(text)).toBe(expected);
});

test.each([
  [[], "cluster"],
  [["hosts", 0, "role"], "hosts[0].role"],
  [["hosts", 1, "labels", "example.com/disk"], 'hosts[1].labels["example.com/disk"]'],
])("the path %j is written %s", (path, text) => {
  expect(renderPath(path)).toBe(text);
});
