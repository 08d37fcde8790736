import { expect, test } from "vitest";
import type { AuthoritiesState } from "../keystore/authorities-state.ts";
import { beginRotation, nextState, turnAround } from "./next-state.ts";

const NEVER: AuthoritiesState = { number: 0, current: "." };
const startedAt = "2026-11-23T07:00:00.000Z";
const begun = beginRotation(NEVER, startedAt);

const next = (state: AuthoritiesState): AuthoritiesState =>
  state.rotation === undefined ? state : nextState(state, state.rotation);

const pathOf = (state: AuthoritiesState): readonly string[] => {
  const { rotation, current, number } = state;
  const here = `${number} ${current} ${rotation?.phase ?? "-"} ${rotation?.other ?? "-"}`;
  return rotation === undefined ? [here] : [here, ...pathOf(next(state))];
};

test("goes from the old to the new authorities, in this order", () => {
  expect(pathOf(begun)).toEqual([
    "1 . trust authorities-1",
    "1 . issue authorities-1",
    "1 authorities-1 switch .",
    "2 authorities-1 drop -",
    "2 authorities-1 - -",
  ]);
});

test.each([
  ["trust", begun],
  ["issue", next(begun)],
  ["switch", next(next(begun))],
])("goes back from %s by certificates of the old ones", (_, state) => {
  expect(pathOf(turnAround(state, true))).toEqual([
    "1 . issue authorities-1",
    "2 . drop -",
    "2 . - -",
  ]);
});

test("does not turn where there is no way", () => {
  const dropping = next(next(next(begun)));
  expect(() => turnAround(dropping, true)).toThrow(/given up/);
  expect(() => turnAround(NEVER, true)).toThrow(/not being exchanged/);
  expect(() => turnAround(turnAround(begun, true), false)).toThrow(/taken back/);
  expect(turnAround(dropping, false)).toBe(dropping);
});

test("names the next ones unlike any before, so that nothing of those is taken for theirs", () => {
  const after = next(next(turnAround(begun, true)));
  expect(beginRotation(after, startedAt).rotation?.other).toBe("authorities-3");
});
