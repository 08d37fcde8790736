import { runStopped } from "../../shared/errors/engine-errors.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { toDriftRunId } from "../engine/drift-run-id.ts";
import type { Executor } from "../engine/executor.ts";
import type { Ref } from "../engine/ref.ts";
import type { BoundTask, Inspection } from "../engine/task.ts";
import type { StoredCorrection, StoredFinding } from "./drift-state.ts";
import { correctable, type DriftOrder, followersOf } from "./judge-drift.ts";

export interface CorrectionInput {
  readonly executor: Pick<Executor, "start">;
  /** All tasks of the spec, in their order. */
  readonly tasks: readonly BoundTask[];
  /** What was seen of those to correct, by id. */
  readonly seen: ReadonlyMap<string, Inspection>;
  readonly held: ReadonlySet<Ref>;
  /** Tasks that a run has brought about: others are the next apply's. */
  readonly settled: readonly string[];
  readonly order: DriftOrder;
  readonly findings: readonly StoredFinding[];
  readonly requestedBy?: string;
  readonly now: () => Date;
}

export interface CorrectionResult {
  readonly corrections: readonly StoredCorrection[];
  /** What failed, by task; a correction that gave way to a run is none. */
  readonly failures: ReadonlyMap<string, string>;
}

/**
 * Corrects tasks, and what rests on them as far as that disrupts nothing, in a run of its own.
 * Throws `HOST_BUSY`.
 */
export const correctDrift = async (input: CorrectionInput): Promise<CorrectionResult> => {
  const { seen, tasks, held, settled, findings } = input;
  const followers = followersOf(seen, tasks, held).filter(({ id }) => settled.includes(id));
  const run = toDriftRunId(input.now());
  const records: RunRecord[] = [];
  const work = {
    run,
    profile: "drift",
    tasks: tasks
      .filter((task) => seen.has(task.id) || followers.includes(task))
      .map((task) => toCautious(task, input.order)),
    secrets: { get: () => undefined },
    ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
  } as const;
  for await (const record of await input.executor.start(work)) records.push(record);
  const seenAtMs = new Map(findings.map((finding) => [finding.task, finding]));
  return {
    corrections: records.flatMap((record) => toCorrections(record, records, seenAtMs)).toReversed(),
    failures: new Map(records.flatMap(toFailures)),
  };
};

/** The same task, making only what drift may. */
const toCautious = (task: BoundTask, order: DriftOrder): BoundTask => ({
  ...task,
  observe: async (host) => {
    const mine = correctable(await task.inspect(host));
    const isFree = order.disruptive || task.disruption(mine).level === "none";
    return () => (isFree ? mine : []);
  },
});

const toCorrections = (
  { event, run, atMs }: RunRecord,
  records: readonly RunRecord[],
  findings: ReadonlyMap<string, StoredFinding>,
): readonly StoredCorrection[] => {
  if (event.type !== "task-changed") return [];
  const start = records.find(
    (one) => one.event.type === "task-started" && one.event.task === event.task,
  );
  if (start?.event.type !== "task-started") return [];
  const { task, title, changes } = start.event;
  const finding = findings.get(task);
  return [
    {
      task,
      title,
      changes,
      seenAtMs: finding?.seenAtMs ?? start.atMs,
      correctedAtMs: atMs,
      run,
      ...(finding?.madeBy === undefined ? {} : { madeBy: finding.madeBy }),
    },
  ];
};

const toFailures = ({ event }: RunRecord): readonly (readonly [string, string])[] => {
  if (event.type !== "task-failed" || event.error.code === runStopped.code) return [];
  return [[event.task, event.error.message]];
};
