import { expect, test } from "vitest";
import { parseKuredLock } from "./parse-kured-lock.ts";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const lock = (nodeID: string, over: object = {}) => ({
  nodeID,
  metadata: { unschedulable: false },
  created: "2026-01-01T11:00:00Z",
  TTL: 0,
  ...over,
});
const HALF_AN_HOUR_NS = 1_800_000_000_000;

test.each([
  ["nobody", "", []],
  ["an empty object", "{}", []],
  ["one node", JSON.stringify(lock("w1")), ["w1"]],
  ["a node whose time is over", JSON.stringify(lock("w1", { TTL: HALF_AN_HOUR_NS })), []],
  ["a node in its time", JSON.stringify(lock("w1", { TTL: 3 * HALF_AN_HOUR_NS })), ["w1"]],
  [
    "several",
    JSON.stringify({
      maxOwners: 2,
      locks: [lock("w1"), lock("w2", { TTL: HALF_AN_HOUR_NS }), lock("w3")],
    }),
    ["w1", "w3"],
  ],
  ["a list of none", JSON.stringify({ maxOwners: 2, locks: [] }), []],
  ["nobody knows whom", "no JSON", ["no JSON"]],
])("kured's lock is held by %s", (_who, text, holders) => {
  expect(parseKuredLock(text, NOW)).toEqual(holders);
});

test("without a clock no lock is over", () => {
  expect(parseKuredLock(JSON.stringify(lock("w1", { TTL: 1 })), undefined)).toEqual(["w1"]);
});
