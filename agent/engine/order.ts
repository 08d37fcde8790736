import { taskCycle, twoWriters } from "../../shared/errors/engine-errors.ts";
import type { Ref } from "./ref.ts";
import type { BoundTask } from "./task.ts";

/** A task with the ids of those whose writes it reads. */
export interface OrderedTask {
  readonly task: BoundTask;
  readonly after: readonly string[];
}

/**
 * Order from declared reads and writes alone; where these leave a choice, the order given. Throws
 * `TWO_WRITERS` and `TASK_CYCLE`. A ref that nobody here writes is the world's: no constraint.
 */
export const orderTasks = (tasks: readonly BoundTask[]): readonly OrderedTask[] => {
  const writers = indexWriters(tasks);
  const waiting = tasks.map((task) => ({ task, after: dependencies(task, writers) }));
  const done = new Set<string>();
  const ordered: OrderedTask[] = [];
  while (ordered.length < tasks.length) {
    const next = waiting.find(
      ({ task, after }) => !done.has(task.id) && after.every((id) => done.has(id)),
    );
    if (next === undefined) {
      const stuck = waiting.filter(({ task }) => !done.has(task.id)).map(({ task }) => task.id);
      throw taskCycle({ tasks: stuck.join(", ") });
    }
    done.add(next.task.id);
    ordered.push(next);
  }
  return ordered;
};

const indexWriters = (tasks: readonly BoundTask[]): ReadonlyMap<Ref, string> => {
  const writers = new Map<Ref, string>();
  for (const task of tasks) {
    for (const ref of task.writes) {
      const first = writers.get(ref);
      if (first !== undefined) throw twoWriters({ ref, first, second: task.id });
      writers.set(ref, task.id);
    }
  }
  return writers;
};

const dependencies = (task: BoundTask, writers: ReadonlyMap<Ref, string>): readonly string[] => {
  const found = task.reads.map((ref) => writers.get(ref)).filter((id) => id !== undefined);
  return [...new Set(found)].filter((id) => id !== task.id);
};
