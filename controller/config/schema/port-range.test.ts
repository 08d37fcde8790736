import { expect, test } from "vitest";
import { parsePortRange } from "./port-range.ts";

test.each([
  ["80", { first: 80, last: 80 }],
  ["30000-32767", { first: 30_000, last: 32_767 }],
  ["0", undefined],
  ["80-79", undefined],
  ["1-65536", undefined],
  ["80-", undefined],
  ["http", undefined],
  ["", undefined],
])("%s as ports", (text, range) => {
  expect(parsePortRange(text)).toEqual(range);
});
