import { toErrorDetail } from "../../shared/errors/error-detail.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { HostReader } from "../host/host.ts";
import { orderTasks } from "../engine/order.ts";
import type { BoundTask, Inspection } from "../engine/task.ts";
import { profileTasks } from "../profiles/profiles.ts";

/** All tasks that make up a host, in their order. */
export const managedTasks = (spec: NodeSpec): readonly BoundTask[] =>
  orderTasks(profileTasks(spec, "drift")).map(({ task }) => task);

export interface Found {
  readonly seen: ReadonlyMap<string, Inspection>;
  /** Why tasks could not be looked at, by id. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Looks at all of these at once, so that one program answers for all that ask it. */
export const findDrift = async (
  tasks: readonly BoundTask[],
  reader: HostReader,
): Promise<Found> => {
  const results = await Promise.allSettled(tasks.map((task) => task.inspect(reader)));
  const seen = new Map<string, Inspection>();
  const failures = new Map<string, string>();
  for (const [index, { id }] of tasks.entries()) {
    const result = results[index];
    if (result?.status === "fulfilled") seen.set(id, result.value);
    else if (result !== undefined) failures.set(id, toErrorDetail(result.reason).message);
  }
  return { seen, failures };
};

const OBJECTS_A_LOOK = 32;
const OBJECT_KINDS: readonly string[] = ["node-object", "kubernetes-object"];

/**
 * Those of a look by the clock: all, but of the objects in the cluster, which may be thousands and
 * cost a question each, a part at a time.
 */
export const tasksOfTurn = (tasks: readonly BoundTask[], turn: number): readonly BoundTask[] => {
  const objects = tasks.filter(({ kind }) => OBJECT_KINDS.includes(kind));
  const turns = Math.max(1, Math.ceil(objects.length / OBJECTS_A_LOOK));
  const first = (turn % turns) * OBJECTS_A_LOOK;
  const mine = new Set(objects.slice(first, first + OBJECTS_A_LOOK));
  return tasks.filter((task) => !OBJECT_KINDS.includes(task.kind) || mine.has(task));
};
