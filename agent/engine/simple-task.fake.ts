import type { Change, Disruption } from "./change.ts";
import type { Ref } from "./ref.ts";
import type { BoundTask, LeftChange } from "./task.ts";

export interface SimpleTask {
  readonly id: string;
  readonly reads?: readonly Ref[];
  readonly writes?: readonly Ref[];
  /** What a look gives; default: nothing differs. */
  readonly changes?: () => readonly Change[];
  /** What a look gives when something it reads will have changed; default: `changes`. */
  readonly predicted?: readonly Change[];
  readonly left?: readonly LeftChange[];
  readonly owner?: string;
  readonly disruption?: Disruption;
  readonly apply?: () => Promise<void>;
  readonly settleMs?: number;
}

/** A task for tests of the engine, without a host. */
export const simpleTask = (task: SimpleTask): BoundTask => ({
  id: task.id,
  kind: "simple",
  title: `do ${task.id}`,
  reads: task.reads ?? [],
  writes: task.writes ?? [],
  observe: async () => (changed) =>
    task.predicted !== undefined && changed.some((ref) => task.reads?.includes(ref))
      ? task.predicted
      : (task.changes?.() ?? []),
  inspect: async () => ({ changes: task.changes?.() ?? [], left: task.left ?? [] }),
  ...(task.owner === undefined ? {} : { owner: task.owner }),
  apply: async () => task.apply?.(),
  touches: () => task.writes ?? [],
  disruption: () => task.disruption ?? { level: "none", reason: "" },
  settle: { limitMs: task.settleMs ?? 0, reason: "test" },
});
