import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Command } from "commander";
import { withProgress } from "../../controller/apply/progress.ts";
import { makeProcessTerminal } from "../../controller/cli/process-terminal.ts";
import type { Told } from "../support/run-story.ts";
import { multiplyHosts } from "./multiply-hosts.ts";
import { readRecordedRun } from "./recorded-run.ts";

interface Options {
  readonly file: string;
  readonly hosts: string;
  readonly speed: string;
  readonly quiet: boolean;
  readonly verbose: boolean;
}

/**
 * Plays a recorded apply once more, at its own pace and through the product's own progress, on this
 * terminal: for looking at it with many hosts, in all sizes, with Ctrl-C in the middle.
 */
const main = async (): Promise<void> => {
  const options = new Command("replay")
    .option(
      "--file <file>",
      "output of an `apply -o json`",
      join(import.meta.dirname, "first-apply.ndjson"),
    )
    .option("--hosts <n>", "as many hosts, the workers being copies of the recorded ones", "3")
    .option("--speed <factor>", "how much faster than it was", "1")
    .option("--quiet", "as pharosctl's own", false)
    .option("--verbose", "as pharosctl's own", false)
    .parse()
    .opts<Options>();
  const recorded = readRecordedRun(await readFile(options.file, "utf8"));
  await replay(multiplyHosts(recorded, Number(options.hosts)), options);
};

const replay = async (run: readonly Told[], { speed, quiet, verbose }: Options): Promise<void> => {
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  const context = {
    ...makeProcessTerminal(process, interruption.signal),
    clock: { nowMs: () => 0 },
  };
  const startedMs = performance.now();
  const elapsedMs = (): number => (performance.now() - startedMs) * Number(speed);
  const options = { output: "table", quiet, verbose, title: "apply", elapsedMs } as const;
  const count = await withProgress(context, options, async (progress) => {
    let told = 0;
    for (const one of run) {
      const leftMs = (one.atMs - elapsedMs()) / Number(speed);
      if (leftMs > 0)
        await sleep(leftMs, undefined, { signal: interruption.signal }).catch(() => undefined);
      if (interruption.signal.aborted) break;
      if ("record" in one) progress.record(one.record);
      else progress.phase(one.phase);
      told += 1;
    }
    return told;
  });
  context.stderr.write(`${count} of ${run.length} events told.\n`);
  process.exitCode = interruption.signal.aborted ? 130 : 0;
};

await main();
