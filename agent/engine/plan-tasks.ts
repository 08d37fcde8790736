import { createHash } from "node:crypto";
import type { HostPlan, ProfileName, TaskPlan } from "../../shared/spec/run.ts";
import type { HostReader } from "../host/host.ts";
import type { Change } from "./change.ts";
import { orderTasks } from "./order.ts";
import type { Ref } from "./ref.ts";
import type { BoundTask, Observation } from "./task.ts";

export interface ProfileTasks {
  readonly profile: ProfileName;
  readonly tasks: readonly BoundTask[];
}

/**
 * What an apply of these profiles, in this order, would change. Looks at everything at once, then
 * walks the order so that a change is seen by the tasks that read it; changes nothing.
 */
export const planTasks = async (
  hostName: string,
  host: HostReader,
  profiles: readonly ProfileTasks[],
): Promise<HostPlan> => {
  const ordered = profiles.flatMap(({ profile, tasks }) =>
    orderTasks(tasks).map(({ task }) => ({ profile, task })),
  );
  const observations = await Promise.all(ordered.map(({ task }) => task.observe(host)));
  const changed: Ref[] = [];
  const plans: TaskPlan[] = [];
  for (const [index, { profile, task }] of ordered.entries()) {
    const changes = observe(observations[index], changed);
    if (changes.length === 0) continue;
    changed.push(...task.touches(changes));
    plans.push({ ...describe(task, changes), profile });
  }
  return {
    host: hostName,
    tasks: plans,
    unchanged: ordered.length - plans.length,
    digest: digestOf(plans),
  };
};

const observe = (
  observation: Observation | undefined,
  changed: readonly Ref[],
): readonly Change[] => observation?.(changed) ?? [];

const describe = (task: BoundTask, changes: readonly Change[]) => ({
  id: task.id,
  kind: task.kind,
  title: task.title,
  changes,
  disruption: task.disruption(changes),
});

const digestOf = (plans: readonly TaskPlan[]): string =>
  createHash("sha256").update(JSON.stringify(plans)).digest("hex");
