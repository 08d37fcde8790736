import { expect, test } from "vitest";
import { createKeptLines } from "./kept-lines.ts";

test("the first lines are kept, and it is told that there were more", () => {
  const kept = createKeptLines(2);
  kept.add("a");
  kept.add("b");
  expect(kept.isTruncated()).toBe(false);
  kept.add("c");
  expect([kept.lines, kept.isTruncated()]).toEqual([["a", "b"], true]);
});
