import type { PharosError } from "../../shared/errors/pharos-error.ts";
import { runNotFound } from "../../shared/errors/engine-errors.ts";
import type { RunRecord as WireRunRecord } from "../../shared/rpc/gen/run.ts";
import { fromWireRunRecord } from "../../shared/spec/run-record-wire.ts";
import { isAway } from "../cluster/is-away.ts";
import type { FollowedAgent, FollowPorts } from "./follow-run.ts";

/** Without a record: the longest that one task may take. */
const LIMIT_MS = 20 * 60_000;
const STEP_MS = 2_000;

/**
 * Waits until a host is through with an earlier run, which its agent has gone on with after a power cut or
 * the death of its controller, and tells what happens there meanwhile. Throws `busy` after twenty minutes
 * without a record, or when the signal aborts.
 */
export const awaitEarlierRun = async (
  { runs }: Pick<FollowedAgent, "runs">,
  { run, busy }: { readonly run: string; readonly busy: PharosError },
  { report, sleep, elapsedMs, signal }: Omit<FollowPorts, "stop">,
): Promise<void> => {
  let last = 0;
  let heardMs = elapsedMs();
  const hear = (wireRecord: WireRunRecord): void => {
    last = wireRecord.sequence;
    heardMs = elapsedMs();
    const record = fromWireRunRecord(wireRecord);
    if (record !== undefined) report(record);
  };
  for (;;) {
    try {
      for await (const record of runs.watchRun({ run, afterSequence: last }, { signal }))
        hear(record);
      return;
    } catch (error) {
      if (runNotFound.is(error)) return;
      if (signal.aborted || elapsedMs() - heardMs >= LIMIT_MS) throw busy;
      if (!isAway(error)) throw error;
    }
    await sleep(STEP_MS);
  }
};
