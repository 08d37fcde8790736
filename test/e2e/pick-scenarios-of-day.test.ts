import { expect, test } from "vitest";
import { pickScenariosOfDay } from "./pick-scenarios-of-day.ts";
import { scenarios } from "./scenarios.ts";

const namesOf = (day: number): readonly string[] =>
  pickScenariosOfDay(scenarios, day).chosen.map(({ name }) => name);

test("three days in a row run all that is not only run by name", () => {
  const regular = scenarios.filter(({ onlyByName }) => onlyByName === undefined);
  expect(new Set([...namesOf(20_000), ...namesOf(20_001), ...namesOf(20_002)])).toEqual(
    new Set(regular.map(({ name }) => name)),
  );
});

test("what waits for its day is told, and is not run", () => {
  const { chosen, left } = pickScenariosOfDay(scenarios, 20_000);
  expect(left.filter(({ turn }) => turn === 20_000 % 3)).toEqual([]);
  expect(left.length).toBeGreaterThan(0);
  expect(chosen.filter((scenario) => left.includes(scenario))).toEqual([]);
});
