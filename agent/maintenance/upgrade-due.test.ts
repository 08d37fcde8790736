import { expect, test } from "vitest";
import type { UpgradeSpec } from "../../shared/spec/maintenance-spec.ts";
import { upgradeDueAtMs } from "./upgrade-due.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const at = (text: string): number => Date.parse(text);

const every: UpgradeSpec = {
  due: { kind: "interval", intervalMs: 7 * DAY_MS },
  packages: "security",
};
const atThree: UpgradeSpec = {
  due: { kind: "cron", pattern: "0 3 * * *", timeZone: "Europe/Helsinki" },
  packages: "security",
};

test("by an interval the first turn is at once, the next so much later and a little", async () => {
  expect(await upgradeDueAtMs(every, { host: "w1", nowMs: 5 })).toBe(0);
  const next = (await upgradeDueAtMs(every, { host: "w1", lastAtMs: 1_000, nowMs: 2_000 })) ?? 0;
  expect(next - 7 * DAY_MS - 1_000).toBeGreaterThanOrEqual(0);
  expect(next - 7 * DAY_MS - 1_000).toBeLessThan(10 * MINUTE_MS);
});

test("by cron it is in the zone, the same for a host each time, and not the same for all", async () => {
  const nowMs = at("2026-01-10T12:00:00Z");
  const ask = (host: string) => upgradeDueAtMs(atThree, { host, nowMs });
  const due = (await ask("w1")) ?? 0;
  expect(due - at("2026-01-11T01:00:00Z")).toBeGreaterThanOrEqual(0);
  expect(due - at("2026-01-11T01:00:00Z")).toBeLessThan(10 * MINUTE_MS);
  expect(await ask("w1")).toBe(due);
  expect(await ask("w2")).not.toBe(due);
});

test("a turn by cron that was missed is left out, one that was had does not come again", async () => {
  const late = at("2026-01-11T02:30:00Z");
  const missed = (await upgradeDueAtMs(atThree, { host: "w1", nowMs: late })) ?? 0;
  expect(missed).toBeGreaterThan(at("2026-01-12T00:59:00Z"));
  const nowMs = at("2026-01-11T01:20:00Z");
  const due = (await upgradeDueAtMs(atThree, { host: "w1", nowMs })) ?? 0;
  expect(due).toBeLessThan(nowMs);
  const had = await upgradeDueAtMs(atThree, { host: "w1", lastAtMs: due + 5, nowMs });
  expect(had ?? 0).toBeGreaterThan(at("2026-01-12T00:59:00Z"));
});

test("a turn that was had by a clock that was a year ahead keeps nobody from the next one", async () => {
  const nowMs = at("2026-01-11T01:20:00Z");
  const lastAtMs = nowMs + 365 * DAY_MS;
  expect(await upgradeDueAtMs(every, { host: "w1", nowMs, lastAtMs })).toBe(0);
  const due = await upgradeDueAtMs(atThree, { host: "w1", nowMs, lastAtMs });
  expect(due).toBe(await upgradeDueAtMs(atThree, { host: "w1", nowMs }));
});
