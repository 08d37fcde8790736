import { hostBusy, leftoverUnit } from "../../shared/errors/engine-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { ProfileName, RunRecord } from "../../shared/spec/run.ts";
import type { HostAccess, Provenance, RunSecrets } from "../host/host.ts";
import { converge } from "./converge.ts";
import type { Journal, JournalWriter } from "./journal.ts";
import { readProvenance } from "./provenance.ts";
import { RunFeed } from "./run-feed.ts";
import type { BoundTask } from "./task.ts";

export interface ExecutorPorts {
  readonly host: HostAccess;
  readonly journal: Journal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

export interface Work {
  readonly run: string;
  readonly profile: ProfileName;
  readonly tasks: readonly BoundTask[];
  readonly secrets: RunSecrets;
}

/** The one place on a host that changes things: one piece of work at a time. */
export interface Executor {
  /** Begins at once; the work goes on when nobody watches. Throws `HOST_BUSY` while other work runs. */
  readonly start: (work: Work) => Promise<AsyncIterable<RunRecord>>;
  /** Records of a run: from the journal, then as they come while it goes on. */
  readonly watch: (run: string, afterSequence: number) => AsyncIterable<RunRecord>;
  /** Asks the run to stop after the task at hand; `false` if it is not the one that runs. */
  readonly stop: (run: string) => boolean;
  readonly current: () => { readonly run: string; readonly profile: ProfileName } | undefined;
}

interface Job {
  readonly work: Work;
  readonly feed: RunFeed;
  readonly stop: AbortController;
}

const LEFTOVER_LIMIT_MS = 15 * 60_000;
const LEFTOVER_STEP_MS = 500;

export const createExecutor = (ports: ExecutorPorts): Executor => {
  let job: Job | undefined;
  return {
    current: () => job && { run: job.work.run, profile: job.work.profile },
    stop: (run) => {
      if (job?.work.run !== run) return false;
      job.stop.abort(run);
      return true;
    },
    start: async (work) => {
      if (job !== undefined) throw hostBusy({ run: job.work.run });
      const mine: Job = { work, feed: new RunFeed(), stop: new AbortController() };
      job = mine;
      try {
        const writer = await ports.journal.openRun(work.run);
        void perform(mine, writer, ports).finally(() => {
          job = undefined;
          mine.feed.end();
        });
        return mine.feed.watch(0);
      } catch (error) {
        job = undefined;
        throw error;
      }
    },
    watch: async function* (run, afterSequence) {
      let last = afterSequence;
      const live = job?.work.run === run ? job.feed : undefined;
      for (const record of await ports.journal.read(run)) {
        if (record.sequence <= last) continue;
        last = record.sequence;
        yield record;
      }
      if (live !== undefined) yield* live.watch(last);
    },
  };
};

/** Never throws: what fails is in the records. */
const perform = async (job: Job, writer: JournalWriter, ports: ExecutorPorts): Promise<void> => {
  const record = async (event: RunRecord["event"]): Promise<void> => {
    job.feed.push(await writer.append(event));
  };
  const { work } = job;
  try {
    await record({ type: "run-started", profile: work.profile, taskCount: work.tasks.length });
    await waitForLeftovers(ports);
    const provenance = await provenanceOf(ports.journal);
    const result = await converge(work.tasks, {
      reader: ports.host.reader,
      writer: (taskNumber) =>
        ports.host.bind({
          work: `${work.run}-${work.profile}`,
          taskNumber,
          secrets: work.secrets,
          provenance,
        }),
      record,
      stop: job.stop.signal,
      sleep: ports.sleep,
      elapsedMs: ports.elapsedMs,
    });
    await record({ type: "run-finished", ...result });
  } catch (error) {
    // The journal itself may be what failed (disk full): tell those who watch in any case.
    const event = { type: "task-failed", task: "run", error: toErrorDetail(error) } as const;
    await record(event).catch(() =>
      job.feed.push({ run: work.run, host: "", sequence: Number.MAX_SAFE_INTEGER, atMs: 0, event }),
    );
  } finally {
    await writer.close().catch(() => undefined);
  }
};

const provenanceOf = async (journal: Journal): Promise<Provenance> => {
  const runs = await journal.runs();
  const records = await Promise.all(runs.map((run) => journal.read(run)));
  return readProvenance(records.flat());
};

const waitForLeftovers = async (ports: ExecutorPorts): Promise<void> => {
  const endMs = ports.elapsedMs() + LEFTOVER_LIMIT_MS;
  for (;;) {
    const [unit] = await ports.host.leftoverUnits();
    if (unit === undefined) return;
    if (ports.elapsedMs() >= endMs)
      throw leftoverUnit({ unit, limitSeconds: LEFTOVER_LIMIT_MS / 1000 });
    await ports.sleep(LEFTOVER_STEP_MS);
  }
};
