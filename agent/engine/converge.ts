import { notConverged, runStopped } from "../../shared/errors/engine-errors.ts";
import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { RunEvent } from "../../shared/spec/run.ts";
import type { Host, HostReader } from "../host/host.ts";
import type { Change } from "./change.ts";
import { type OrderedTask, orderTasks } from "./order.ts";
import type { BoundTask } from "./task.ts";

export interface ConvergePorts {
  readonly reader: HostReader;
  /** A host that may be changed, bound to the n-th task of this run. */
  readonly writer: (taskNumber: number) => Host;
  /** Resolves once the event is on disk: nothing is changed before its intent is there. */
  readonly record: (event: RunEvent) => Promise<void>;
  /** Aborted: the task at hand is finished, no other is begun. */
  readonly stop: AbortSignal;
  /** Who asked for that. */
  readonly stoppedBy?: () => string | undefined;
  readonly sleep: (ms: number) => Promise<void>;
  /** Monotonic milliseconds. */
  readonly elapsedMs: () => number;
}

export interface ConvergeResult {
  readonly changed: number;
  readonly unchanged: number;
  readonly failed: number;
}

const SETTLE_STEP_MS = 250;

/**
 * Brings the host to what the tasks say, in their order: look, journal the intent, apply, look
 * again, journal the result. A task that reads what a failed one writes is skipped; all others run.
 */
export const converge = async (
  tasks: readonly BoundTask[],
  ports: ConvergePorts,
): Promise<ConvergeResult> => {
  const broken = new Map<string, string>();
  let changed = 0;
  let unchanged = 0;
  let last: string | undefined;
  for (const [number, ordered] of orderTasks(tasks).entries()) {
    if (ports.stop.aborted) {
      await ports.record(toStop(ports.stoppedBy?.(), last));
      // Told once, by the first task that was not begun.
      const error = toErrorDetail(runStopped({ run: String(ports.stop.reason) }));
      await ports.record({ type: "task-failed", task: ordered.task.id, error });
      return { changed, unchanged, failed: broken.size + 1 };
    }
    const outcome = await runTask(ordered, number, broken, ports);
    last = ordered.task.id;
    if (outcome === "changed") changed += 1;
    else if (outcome === "unchanged") unchanged += 1;
    else broken.set(ordered.task.id, ordered.task.id);
  }
  return { changed, unchanged, failed: broken.size };
};

/** What a journal says of a stop. */
export const toStop = (by: string | undefined, after: string | undefined): RunEvent => ({
  type: "run-stopped",
  ...(by === undefined ? {} : { requestedBy: by }),
  ...(after === undefined ? {} : { after }),
});

type Outcome = "changed" | "unchanged" | "failed" | "skipped";

const runTask = async (
  { task, after }: OrderedTask,
  number: number,
  broken: ReadonlyMap<string, string>,
  ports: ConvergePorts,
): Promise<Outcome> => {
  const cause = after.find((id) => broken.has(id));
  if (cause !== undefined) {
    await ports.record({ type: "task-skipped", task: task.id, because: cause });
    return "skipped";
  }
  try {
    return await convergeTask(task, number, ports);
  } catch (error) {
    await ports.record({ type: "task-failed", task: task.id, error: toErrorDetail(error) });
    return "failed";
  }
};

const convergeTask = async (
  task: BoundTask,
  number: number,
  ports: ConvergePorts,
): Promise<Outcome> => {
  const changes = await look(task, ports);
  if (changes.length === 0) {
    await ports.record({ type: "task-unchanged", task: task.id });
    return "unchanged";
  }
  const startedMs = ports.elapsedMs();
  await ports.record({ type: "task-started", task: task.id, title: task.title, changes });
  await task.apply(ports.writer(number), changes);
  await settle(task, ports);
  const tookMs = Math.round(ports.elapsedMs() - startedMs);
  await ports.record({ type: "task-changed", task: task.id, tookMs });
  return "changed";
};

const look = async (task: BoundTask, ports: ConvergePorts): Promise<readonly Change[]> =>
  (await task.observe(ports.reader))([]);

/** Looks again after an apply, for as long as the task says its effect may take to show. */
const settle = async (task: BoundTask, ports: ConvergePorts): Promise<void> => {
  const endMs = ports.elapsedMs() + task.settle.limitMs;
  for (;;) {
    const remaining = await look(task, ports);
    if (remaining.length === 0) return;
    if (ports.elapsedMs() >= endMs) {
      const fields = remaining.map(({ field }) => field).join(", ");
      throw notConverged({ task: task.id, remaining: fields, reason: task.settle.reason });
    }
    await ports.sleep(SETTLE_STEP_MS);
  }
};
