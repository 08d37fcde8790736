import { join } from "node:path";
import { Command } from "commander";
import { supervise } from "../supervise.ts";
import { RESULTS_PATH, readFaultResults } from "./fault-results.ts";
import { faultRows } from "./fault-rows.ts";

interface Flags {
  readonly resume: boolean;
  readonly limitMinutes: string;
  readonly keep: boolean;
  readonly dist?: string;
  readonly lab: string;
}

const program = new Command("faults")
  .description(
    "Breaks applies on real hosts, one row of the fault matrix after the other, and writes down in docs/reliability-results.json what each has shown.",
  )
  .argument("[row...]", `some of ${faultRows.map(({ name }) => name).join(", ")}; default all`)
  .option("--resume", "only rows that have not passed", false)
  .option("--limit-minutes <number>", "begin no further row after this time", "600")
  .option("--keep", "leave the lab up as the last row left it", false)
  .option("--dist <folder>", "a built product; default: build one")
  .option("--lab <name>", "name of the lab, which is made and taken down", "faults")
  .action(async (names: readonly string[], flags: Flags) => {
    const unknown = names.filter((name) => !faultRows.some((row) => row.name === name));
    if (unknown.length > 0) program.error(`error: no row ${unknown.join(", ")}`);
    const { lab, keep, dist, limitMinutes } = flags;
    const chosen = await choose(names, flags);
    if (chosen.length === 0) {
      process.stdout.write("nothing to run\n");
      return;
    }
    const script = join(import.meta.dirname, "campaign.ts");
    const argv = [limitMinutes, ...chosen];
    process.exitCode = await supervise({ lab, keep, dist, script, argv });
  });
await program.parseAsync();

async function choose(names: readonly string[], { resume }: Flags): Promise<readonly string[]> {
  const results = resume ? await readFaultResults(RESULTS_PATH) : [];
  const passed = results.flatMap(({ name, result }) => (result === "passed" ? [name] : []));
  return faultRows
    .map(({ name }) => name)
    .filter((name) => names.length === 0 || names.includes(name))
    .filter((name) => !passed.includes(name));
}
