import { expect, test } from "vitest";
import { findShortages } from "./find-shortages.ts";

const enough = { memoryBytes: 4e9, freeBytes: 50e9, cacheDir: "/var/cache/lab" };

test("a machine with room is short of nothing", () => {
  expect(findShortages(enough)).toEqual([]);
});

test("says how much there is, and where", () => {
  expect(findShortages({ ...enough, memoryBytes: 1e9, freeBytes: 2e9 })).toEqual([
    expect.stringContaining("this machine has 1.0 GB"),
    expect.stringContaining("below /var/cache/lab, there are 2.0 GB"),
  ]);
});
