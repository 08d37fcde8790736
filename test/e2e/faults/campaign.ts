/** The part of a campaign that touches the lab: started by `main.ts`, which cleans up after it however it ends. */
import { openLab } from "../../lab/lab.ts";
import { runScenarios } from "../run-scenarios.ts";
import { firstMaster, firstOfTwoMasters } from "../scenarios/first-master.ts";
import { scenarios } from "../scenarios.ts";
import {
  keepFaultResults,
  readFaultResults,
  RESULTS_PATH,
  toFaultResult,
} from "./fault-results.ts";
import { toScenario } from "./fault-row.ts";
import { faultRows } from "./fault-rows.ts";
import { RELIABILITY_PATH, writeOpenRows } from "./open-rows.ts";
import { undisturbedFor } from "./undisturbed.ts";

const [, , labName = "", dist = "", limitMinutes = "", ...names] = process.argv;
const startedMs = performance.now();
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const all = faultRows.map(({ name }) => name);
await keepFaultResults(RESULTS_PATH, all);
const rows = faultRows.filter(({ name }) => names.includes(name));
const chosen = [...undisturbedFor(rows.map(({ needs }) => needs)), ...rows.map(toScenario)];
const { passed, failed } = await runScenarios({
  lab: openLab(labName),
  all: [...scenarios, firstMaster, firstOfTwoMasters, ...chosen],
  chosen,
  dist,
  print,
  isOver: () => performance.now() - startedMs > Number(limitMinutes) * 60_000,
  record: async (outcome) => {
    if (!all.includes(outcome.name)) return;
    await keepFaultResults(RESULTS_PATH, all, toFaultResult(outcome, new Date()));
    await writeOpenRows(RELIABILITY_PATH, await readFaultResults(RESULTS_PATH));
  },
});
print(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
