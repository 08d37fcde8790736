/** The part of a run that touches the lab: started by `main.ts`, which cleans up after it however it ends. */
import { openLab } from "../lab/lab.ts";
import { toScenario } from "./faults/fault-row.ts";
import { faultRows } from "./faults/fault-rows.ts";
import { pickRowsOfDay } from "./faults/pick-rows-of-day.ts";
import { pickScenariosOfDay } from "./pick-scenarios-of-day.ts";
import { runScenarios } from "./run-scenarios.ts";
import { scenarios } from "./scenarios.ts";

const [, , labName = "", dist = "", ...names] = process.argv;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const today = Math.floor(Date.now() / 86_400_000);
const ofDay = pickScenariosOfDay(scenarios, today);
const chosen =
  names.length === 0
    ? [...ofDay.chosen, ...pickRowsOfDay(faultRows, today).map(toScenario)]
    : scenarios.filter(({ name }) => names.includes(name));
if (names.length === 0) {
  for (const { name } of ofDay.left) print(`later  ${name}: its turn is on another day`);
}
const { passed, failed } = await runScenarios({
  lab: openLab(labName),
  all: [...new Set([...scenarios, ...chosen])],
  chosen,
  dist,
  print,
});
print(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
