import { expect, test } from "vitest";
import { toTaskUnitState } from "./task-unit-state.ts";

const shown = (text: string): string => text.replaceAll(" ", "\n");

test("a unit that ended well or badly has its exit code, a killed one 128 and the signal", () => {
  expect(
    toTaskUnitState(
      shown(
        "LoadState=loaded ActiveState=active SubState=exited Result=success ExecMainCode=1 ExecMainStatus=0",
      ),
    ),
  ).toEqual({ kind: "ended", exitCode: 0 });
  expect(
    toTaskUnitState(
      shown(
        "LoadState=loaded ActiveState=failed SubState=failed Result=exit-code ExecMainCode=1 ExecMainStatus=7",
      ),
    ),
  ).toEqual({ kind: "ended", exitCode: 7 });
  expect(
    toTaskUnitState(
      shown(
        "LoadState=loaded ActiveState=failed SubState=failed Result=signal ExecMainCode=2 ExecMainStatus=9",
      ),
    ),
  ).toEqual({ kind: "ended", exitCode: 137 });
});

test("a unit that ran out of time is told apart from one that failed", () => {
  expect(
    toTaskUnitState(
      shown(
        "LoadState=loaded ActiveState=failed SubState=failed Result=timeout ExecMainCode=2 ExecMainStatus=15",
      ),
    ),
  ).toEqual({ kind: "timed-out" });
});

test("a unit that runs has its process, one that is gone is absent", () => {
  expect(
    toTaskUnitState(shown("LoadState=loaded ActiveState=active SubState=running MainPID=42")),
  ).toEqual({ kind: "running", processId: 42 });
  expect(
    toTaskUnitState(shown("LoadState=not-found ActiveState=inactive SubState=dead MainPID=0")),
  ).toEqual({ kind: "absent" });
});
