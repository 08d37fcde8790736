import { hostBusy, leftoverUnit, runStopped } from "../../shared/errors/engine-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { ProfileName, RunEvent, RunRecord } from "../../shared/spec/run.ts";
import type { HostAccess, RunSecrets } from "../host/host.ts";
import { removeRunFiles } from "../kubeadm/run-file.ts";
import { converge, toStop } from "./converge.ts";
import type { Journal, JournalWriter } from "./journal.ts";
import { toProvenance } from "./provenance.ts";
import { RunFeed } from "./run-feed.ts";
import type { BoundTask } from "./task.ts";

export interface ExecutorPorts {
  readonly host: HostAccess;
  readonly journal: Journal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
  /** Told of every record of every run, for whoever watches the host. */
  readonly publish?: (record: RunRecord) => void;
}

export interface Work {
  readonly run: string;
  readonly profile: ProfileName;
  readonly tasks: readonly BoundTask[];
  readonly secrets: RunSecrets;
  /** Who asked for it, for the journal. */
  readonly requestedBy?: string;
  /** The lock that it was handed over under, if the agent may resume it by itself. */
  readonly fencing?: number;
  /** It was cut off before. */
  readonly isResumed?: true;
}

/** The one place on a host that changes things: one piece of work at a time. */
export interface Executor {
  /**
   * Begins at once; the work goes on when nobody watches. Throws `HOST_BUSY` while other work runs.
   * Drift makes way for a run: it finishes the task at hand, and the run begins then.
   */
  readonly start: (work: Work) => Promise<AsyncIterable<RunRecord>>;
  /** Records of a run: from the journal, then as they come while it goes on. */
  readonly watch: (run: string, afterSequence: number) => AsyncIterable<RunRecord>;
  /** Asks the run to stop after the task at hand, for good, and notes who did; `false` if it is not the one that runs. */
  readonly stop: (run: string, requestedBy?: string) => boolean;
  readonly current: () => { readonly run: string; readonly profile: ProfileName } | undefined;
  /** The run of a controller that goes on; drift is none. */
  readonly currentRun: () => string | undefined;
  /** How many runs of controllers have begun: what was seen while the number changed may be half-made. */
  readonly runsBegun: () => number;
  /** Told after each piece of work, with its records. */
  readonly onEnded: (listener: EndListener) => void;
  /**
   * The agent is being ended: nothing more is recorded, so nothing more begun, and who watches is let go.
   * What is under way is cut off as by a death, for the next agent to go on with: a host that shuts down
   * ends its programs and services too, which is no failure of the task that waits for them.
   */
  readonly freeze: () => void;
}

export type EndListener = (work: Work, records: readonly RunRecord[]) => void;

interface Job {
  readonly work: Work;
  readonly feed: RunFeed;
  /** Aborted when somebody has asked it to stop. */
  readonly stop: AbortSignal;
  /** Who asks first is noted. */
  readonly askToStop: (by: string | undefined) => void;
  readonly stoppedBy: () => string | undefined;
  readonly isFrozen: () => boolean;
}

const NOTHING = {
  secrets: { get: () => undefined },
  provenance: { began: () => false, completed: () => false },
} as const;
const PROFILES: readonly ProfileName[] = [
  "host",
  "network",
  "control-plane",
  "worker",
  "cluster",
  "absent",
  "drift",
];
/** The longest that a run waits for the task at hand of drift, an installation mostly. */
const GIVE_WAY_LIMIT_MS = 120_000;
const GIVE_WAY_STEP_MS = 50;
const LEFTOVER_FILE_AGE_MS = 5_000;
const LEFTOVER_LIMIT_MS = 15 * 60_000;
const LEFTOVER_STEP_MS = 500;

export const createExecutor = (ports: ExecutorPorts): Executor => {
  let job: Job | undefined;
  // The request to stop may overtake the work that it means.
  let lastStopped: { readonly run: string; readonly by: string | undefined } | undefined;
  let runsBegun = 0;
  let isFrozen = false;
  const listeners: EndListener[] = [];
  const enter = (work: Work): Job => {
    const mine = createJob(work, () => isFrozen);
    job = mine;
    if (!isDrift(work)) runsBegun += 1;
    return mine;
  };
  const leave = ({ work, feed }: Job): void => {
    job = undefined;
    for (const listener of listeners) listener(work, feed.records());
    feed.end();
  };
  return {
    current: () => job && { run: job.work.run, profile: job.work.profile },
    currentRun: () => (job === undefined || isDrift(job.work) ? undefined : job.work.run),
    runsBegun: () => runsBegun,
    onEnded: (listener) => void listeners.push(listener),
    freeze: () => {
      isFrozen = true;
      job?.feed.end();
    },
    stop: (run, by) => {
      lastStopped = { run, by };
      if (job?.work.run !== run) return false;
      job.askToStop(by);
      return true;
    },
    start: async (work) => {
      const endMs = ports.elapsedMs() + GIVE_WAY_LIMIT_MS;
      for (let other = job; other !== undefined; other = job)
        await makeWay(other, work, endMs, ports);
      const mine = enter(work);
      if (work.run === lastStopped?.run) mine.askToStop(lastStopped.by);
      try {
        const writer = await ports.journal.openRun(work.run);
        void perform(mine, writer, ports).finally(() => leave(mine));
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

const createJob = (work: Work, isFrozen: () => boolean): Job => {
  const stop = new AbortController();
  let first: string | undefined;
  return {
    work,
    isFrozen,
    feed: new RunFeed(),
    stop: stop.signal,
    stoppedBy: () => first,
    askToStop: (by) => {
      if (stop.signal.aborted) return;
      first = by;
      stop.abort(work.run);
    },
  };
};

const isDrift = ({ profile }: Work): boolean => profile === "drift";

/** Asks drift to stop and waits a moment; throws `HOST_BUSY` for work that need not give way. */
const makeWay = async (
  job: Job,
  work: Work,
  endMs: number,
  { elapsedMs, sleep }: ExecutorPorts,
): Promise<void> => {
  const outranks = isDrift(job.work) && !isDrift(work);
  if (!outranks || elapsedMs() >= endMs) throw hostBusy({ run: job.work.run });
  job.askToStop(`run ${work.run}`);
  await sleep(GIVE_WAY_STEP_MS);
};

const NEVER = new Promise<never>(() => undefined);

/** Never throws: what fails is in the records. */
const perform = async (job: Job, writer: JournalWriter, ports: ExecutorPorts): Promise<void> => {
  const { work, stop } = job;
  let last: RunRecord | undefined;
  const push = (one: RunRecord): void => {
    job.feed.push(one);
    ports.publish?.(one);
  };
  const record = async (event: RunRecord["event"]): Promise<void> => {
    if (job.isFrozen()) await NEVER;
    last = await writer.append(event);
    push(last);
  };
  // The journal itself may be what failed (disk full): those who watch are told in any case.
  const tell = async (event: RunRecord["event"]): Promise<void> => {
    const { run, host, sequence } = last ?? { run: work.run, host: "", sequence: 0 };
    await record(event).catch(() => {
      last = { run, host, sequence: sequence + 1, atMs: ports.host.reader.now().getTime(), event };
      push(last);
    });
  };
  try {
    await record(toStart(work));
    await waitForLeftovers(nameOf(work), stop, ports);
    await removeRunFiles(
      ports.host.bind({ work: work.run, taskNumber: 0, ...NOTHING }),
      LEFTOVER_FILE_AGE_MS,
    );
    const provenance = toProvenance(await ports.journal.history());
    const result = await converge(work.tasks, {
      reader: ports.host.reader,
      writer: (taskNumber) =>
        ports.host.bind({
          work: nameOf(work),
          taskNumber,
          secrets: work.secrets,
          provenance,
        }),
      record,
      stop,
      stoppedBy: job.stoppedBy,
      sleep: ports.sleep,
      elapsedMs: ports.elapsedMs,
    });
    await record({ type: "run-finished", ...result });
  } catch (error) {
    if (runStopped.is(error)) await tell(toStop(job.stoppedBy(), undefined));
    await tell({ type: "task-failed", task: "run", error: toErrorDetail(error) });
    await tell({ type: "run-finished", changed: 0, unchanged: 0, failed: 1 });
  } finally {
    await writer.close().catch(() => undefined);
    await ports.host.leftoverUnits(isPieceOfWork).catch(() => undefined);
    // What could not be dropped now is dropped after the next run.
    await ports.journal.prune(work.run).catch(() => undefined);
  }
};

const toStart = ({ profile, tasks, requestedBy, fencing, isResumed }: Work): RunEvent => ({
  type: "run-started",
  profile,
  taskCount: tasks.length,
  ...(requestedBy === undefined ? {} : { requestedBy }),
  ...(fencing === undefined ? {} : { fencing }),
  ...(isResumed === undefined ? {} : { isResumed }),
});

/** What this work's programs are named by on the host. */
const nameOf = ({ run, profile }: Work): string => `${run}-${profile}`;

/** Not a token that is made beside the work. */
const isPieceOfWork = (name: string): boolean =>
  PROFILES.some((profile) => name.endsWith(`-${profile}`));

/** Until no program of another agent's life runs; results of other work than this will not be asked for. */
const waitForLeftovers = async (
  name: string,
  stop: AbortSignal,
  ports: ExecutorPorts,
): Promise<void> => {
  const endMs = ports.elapsedMs() + LEFTOVER_LIMIT_MS;
  for (;;) {
    const [unit] = await ports.host.leftoverUnits(
      (other) => other !== name && isPieceOfWork(other),
    );
    if (unit === undefined) return;
    if (stop.aborted) throw runStopped({ run: String(stop.reason) });
    if (ports.elapsedMs() >= endMs)
      throw leftoverUnit({ unit, limitSeconds: LEFTOVER_LIMIT_MS / 1000 });
    await ports.sleep(LEFTOVER_STEP_MS);
  }
};
