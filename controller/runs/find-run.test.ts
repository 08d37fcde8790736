import { expect, test } from "vitest";
import { runNotFound } from "../../shared/errors/engine-errors.ts";
import { runAmbiguous } from "../../shared/errors/run-errors.ts";
import { findRun } from "./find-run.ts";

const known = ["2026-11-22T10-00-00-000Z-bbbb0000", "2026-11-21T10-00-00-000Z-aaaa0000"];

test.each([
  ["last", known[0]],
  [known[1] ?? "", known[1]],
  ["aaaa0000", known[1]],
  ["2026-11-22", known[0]],
])("%s is found", (said, run) => {
  expect(findRun(said, known)).toBe(run);
});

test.each([
  ["2026", runAmbiguous.code],
  ["0000", runAmbiguous.code],
  ["cccc", runNotFound.code],
])("%s is not told apart or not there", (said, code) => {
  expect(() => findRun(said, known)).toThrow(expect.objectContaining({ code }));
});

test("there is no last run without any", () => {
  expect(() => findRun("last", [])).toThrow(expect.objectContaining({ code: runNotFound.code }));
});
