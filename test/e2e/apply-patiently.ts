import { setTimeout as delay } from "node:timers/promises";
import type { Cli, CliResult } from "./cli.ts";
import { Disappointment } from "./expectation.ts";

const ATTEMPTS = 40;
const STEP_MS = 3_000;

/** As a person does it: again until the dead CLI's lock has expired and what it left running has ended. */
export async function applyPatiently(cli: Cli, ...options: readonly string[]): Promise<CliResult> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const result = await cli.run("apply", "--yes", ...options);
    if (!/LOCK_HELD|HOST_BUSY/.test(result.stderr)) return result;
    await delay(STEP_MS);
  }
  throw new Disappointment("the lock of a dead CLI has not expired");
}
