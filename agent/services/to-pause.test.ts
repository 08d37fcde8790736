import { expect, test } from "vitest";
import { driftPauseInvalid } from "../../shared/errors/drift-errors.ts";
import { maintenancePauseInvalid } from "../../shared/errors/maintenance-errors.ts";
import { toPause } from "./to-pause.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const now = new Date("2026-11-23T01:00:00Z");

const pause = (reason: string, forMs: number, invalid = driftPauseInvalid) =>
  toPause({ reason, forMs }, { by: "ada", now, invalid });

test("a pause has a reason, a name and an end", () => {
  expect(pause("a release", 30 * DAY)).toEqual({
    reason: "a release",
    by: "ada",
    untilMs: now.getTime() + 30 * DAY,
  });
});

test.each([
  { why: "without a reason", reason: " ", forMs: MINUTE },
  { why: "for less than a minute", reason: "x", forMs: MINUTE - 1 },
  { why: "for more than thirty days", reason: "x", forMs: 30 * DAY + 1 },
])("$why there is none, of whatever it is", ({ reason, forMs }) => {
  expect(() => pause(reason, forMs)).toThrow(driftPauseInvalid({ reason, forMs }).message);
  const invalid = maintenancePauseInvalid({ reason, forMs });
  expect(() => pause(reason, forMs, maintenancePauseInvalid)).toThrow(invalid.message);
});
