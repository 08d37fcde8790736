import { lockLost } from "../shared/errors/coordination-errors.ts";
import type { NodeSpec } from "../shared/spec/node-spec.ts";
import type { ProfileName, RunEvent, RunRecord } from "../shared/spec/run.ts";
import { isDriftRunId } from "./engine/drift-run-id.ts";
import type { Executor } from "./engine/executor.ts";
import type { Journal } from "./engine/journal.ts";
import { profileTasks } from "./profiles/profiles.ts";

export interface ResumePorts {
  readonly journal: Pick<Journal, "runs" | "read">;
  /** What this host is to be: it was accepted before the work began. */
  readonly spec: () => NodeSpec | undefined;
  /** Throws `LOCK_LOST` when a later run is known here. */
  readonly checkFencing: (fencing: number) => Promise<void>;
  readonly start: Executor["start"];
  readonly now: () => Date;
}

/** Longer ago, the cluster may have moved on: the next apply looks at everything. */
const LONGEST_AWAY_MS = 60 * 60_000;
/** Work that the agent has died of so often is not begun once more by itself. */
const MOST_STARTS = 3;
/** Runs of the agent's own (routes) may lie above the one that was cut off. */
const LOOKED_AT = 3;

/**
 * Goes on with the work that the end of an earlier agent, or of the host, has cut off: what was handed
 * over is finished without a controller. Not when a later run has the lock, when the work needs
 * secrets (they were in memory alone), or when it was too long ago. Answers the run, begun by then.
 */
export const resumeRun = async (ports: ResumePorts): Promise<string | undefined> => {
  const cut = await findCutOff(ports);
  const spec = ports.spec();
  if (cut === undefined || spec === undefined) return undefined;
  const { run, profile, fencing, requestedBy } = cut;
  try {
    await ports.checkFencing(fencing);
  } catch (error) {
    if (lockLost.is(error)) return undefined;
    throw error;
  }
  await ports.start({
    run,
    profile,
    tasks: profileTasks(spec, profile),
    secrets: { get: () => undefined },
    fencing,
    isResumed: true,
    ...(requestedBy === undefined ? {} : { requestedBy }),
  });
  return run;
};

interface CutOff {
  readonly run: string;
  readonly profile: ProfileName;
  readonly fencing: number;
  readonly requestedBy?: string;
}

const findCutOff = async ({ journal, now }: ResumePorts): Promise<CutOff | undefined> => {
  const runs = (await journal.runs()).filter((run) => !isDriftRunId(run));
  const newest = runs.slice(-LOOKED_AT).toReversed();
  for (const run of newest) {
    const records = await journal.read(run);
    const starts = records.flatMap(toStart);
    const start = starts.at(-1);
    const last = records.at(-1);
    if (start === undefined || last === undefined || isOwn(starts)) continue;
    const { profile, fencing, requestedBy } = start;
    const times = starts.filter((one) => one.profile === profile).length;
    const isOld = now().getTime() - last.atMs > LONGEST_AWAY_MS;
    if (last.event.type === "run-finished" || fencing === undefined) return undefined;
    if (isOld || times >= MOST_STARTS) return undefined;
    return { run, profile, fencing, ...(requestedBy === undefined ? {} : { requestedBy }) };
  }
  return undefined;
};

type Start = Extract<RunEvent, { readonly type: "run-started" }>;

const toStart = ({ event }: RunRecord): readonly Start[] =>
  event.type === "run-started" ? [event] : [];

/** Nobody has asked for it. */
const isOwn = (starts: readonly Start[]): boolean =>
  starts.every(({ requestedBy }) => requestedBy === undefined);
