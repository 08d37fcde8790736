import { expect, test } from "vitest";
import { describeUnit } from "./describe-unit.ts";

test.each([
  [
    "ActiveState=activating\nSubState=auto-restart\nResult=exit-code\nExecMainStatus=3\nNRestarts=14\n",
    "it ended with status 3 and was started 15 times",
  ],
  [
    "ActiveState=active\nSubState=running\nResult=success\nExecMainStatus=0\nNRestarts=0\n",
    "it ran, and nobody confirmed it",
  ],
  [
    "ActiveState=activating\nSubState=start\nResult=success\nExecMainStatus=0\nNRestarts=0\n",
    "it was activating (start)",
  ],
])("what systemd shows is told in words", (shown, told) => {
  expect(describeUnit(shown)).toBe(told);
});
