import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { CommonInput } from "../cli/command.ts";
import type { CommandContext } from "../cli/command-context.ts";
import { type Progress, withProgress } from "./progress.ts";
import { createRunId } from "./start-apply.ts";
import { summarizeInterruption } from "./summarize-interruption.ts";
import { type InterruptibleRun, tellInterruption } from "./tell-interruption.ts";

export interface InterruptibleWork {
  readonly verb: InterruptibleRun["verb"];
  /** Names of those that have work, for the summary of an interruption. */
  readonly hosts: readonly string[];
  /** Gives what failed. */
  readonly work: (progress: Progress, run: string) => Promise<readonly HostFailure[]>;
}

/**
 * Has hosts work in a run of its own: shows how it goes on, and says what Ctrl-C does meanwhile. Throws
 * `RUN_INTERRUPTED` after a Ctrl-C.
 */
export const runInterruptible = async (
  context: CommandContext,
  input: CommonInput,
  { verb, hosts, work }: InterruptibleWork,
): Promise<{ readonly run: string; readonly failures: readonly HostFailure[] }> => {
  const run = createRunId(new Date(context.clock.nowMs()));
  const telling = { verb, run, config: input.config };
  const endTelling = tellInterruption(context, telling);
  const failures = await withProgress(
    context,
    { ...input, title: verb, elapsedMs: () => performance.now() },
    (progress) => work(progress, run),
  ).finally(endTelling);
  if (context.signal.aborted) throw summarizeInterruption(telling, hosts, failures);
  return { run, failures };
};
