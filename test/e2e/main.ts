import { join } from "node:path";
import { Command } from "commander";
import { scenarios } from "./scenarios.ts";
import { supervise } from "./supervise.ts";

interface Flags {
  readonly keep: boolean;
  readonly dist?: string;
  readonly lab: string;
}

const program = new Command("e2e")
  .description(
    "Real hosts, real Kubernetes: every scenario from kept disks. Needs root on Debian 12.",
  )
  .argument(
    "[scenario...]",
    `some of ${scenarios.map(({ name }) => name).join(", ")}; default those of the day`,
  )
  .option("--keep", "leave the lab up as the last scenario left it", false)
  .option("--dist <folder>", "a built product; default: build one")
  .option("--lab <name>", "name of the lab, which is made and taken down", "e2e")
  .action(async (names: readonly string[], { lab, keep, dist }: Flags) => {
    const unknown = names.filter((name) => !scenarios.some((scenario) => scenario.name === name));
    if (unknown.length > 0) program.error(`error: no scenario ${unknown.join(", ")}`);
    const script = join(import.meta.dirname, "performance.ts");
    process.exitCode = await supervise({ lab, keep, dist, script, argv: names });
  });
await program.parseAsync();
