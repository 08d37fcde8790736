import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { RunRecord } from "../../shared/rpc/gen/run.ts";
import { isAway } from "../cluster/is-away.ts";

export interface FollowPorts {
  /** Records of the run on one host after a place; ends when the host is through with its part. */
  readonly watch: (afterSequence: number) => AsyncIterable<RunRecord>;
  /** Whether a controller may still hand over parts of the run. */
  readonly isOrdered: () => Promise<boolean>;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

/** How long a host may be away: a reboot has room in it. */
const AWAY_LIMIT_MS = 5 * 60_000;
const STEP_MS = 500;

/**
 * All records of a run on one host after a place, until the run is over there: each once and in
 * order, however often the connection breaks or the agent starts anew. Throws what `watch` throws,
 * for a broken connection after 5 minutes without another.
 */
export async function* followRun(
  afterSequence: number,
  { watch, isOrdered, sleep, elapsedMs }: FollowPorts,
): AsyncGenerator<RunRecord> {
  let last = afterSequence;
  let awaySinceMs: number | undefined;
  const removal = new RemovalWatch();
  for (;;) {
    // Asked before the host is: what was handed over until then is in its answer.
    const mayGoOn = await isOrdered();
    try {
      for await (const record of above(last, watch(last))) {
        awaySinceMs = undefined;
        last = record.sequence;
        removal.see(record);
        yield record;
      }
      awaySinceMs = undefined;
      if (!mayGoOn) return;
    } catch (error) {
      if (!isAway(error)) throw error;
      // After everything else the agent itself was removed: it will not come back.
      if (removal.isDone) return;
      awaySinceMs ??= elapsedMs();
      if (elapsedMs() - awaySinceMs > AWAY_LIMIT_MS) throw toPharosError(error);
    }
    await sleep(STEP_MS);
  }
}

async function* above(
  sequence: number,
  records: AsyncIterable<RunRecord>,
): AsyncGenerator<RunRecord> {
  let last = sequence;
  for await (const record of records) {
    if (record.sequence > last) yield record;
    last = Math.max(last, record.sequence);
  }
}

/** Whether all that was installed on the host has been removed by the run. */
class RemovalWatch {
  #isRemoval = false;
  #isDone = false;

  see({ event }: RunRecord): void {
    if (event?.event === "runStarted")
      this.#isRemoval = event.runStarted.profile === "PROFILE_ABSENT";
    this.#isDone = this.#isRemoval && event?.event === "runFinished";
  }

  get isDone(): boolean {
    return this.#isDone;
  }
}
