import { expect, test } from "vitest";
import { clockOffsetMs } from "./clock-offset.ts";

test.each([
  { theirs: 900, offset: -100 },
  { theirs: 1_000, offset: 0 },
  { theirs: 1_250, offset: 0 },
  { theirs: 1_500, offset: 0 },
  { theirs: 1_700, offset: 200 },
])(
  "a clock that says $theirs while ours says 1000 to 1500 is $offset off",
  ({ theirs, offset }) => {
    expect(clockOffsetMs(theirs, 1_000, 1_500)).toBe(offset);
  },
);
