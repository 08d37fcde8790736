import type { Change } from "../engine/change.ts";
import type { Ref } from "../engine/ref.ts";
import { bindTask, type Task } from "../engine/task.ts";
import { FakeHost } from "../host/fake/fake-host.ts";

/** One task with its spec on a machine in memory, for tests of tasks. */
export interface TaskOnHost {
  readonly host: FakeHost;
  readonly machine: FakeHost["machine"];
  /** What differs, now or once `changed` have changed. */
  readonly plan: (changed?: readonly Ref[]) => Promise<readonly Change[]>;
  /** Applies what differs and gives it back. */
  readonly apply: () => Promise<readonly Change[]>;
}

export const taskOnHost = <Spec, State>(
  task: Task<Spec, State>,
  spec: Spec,
  host: FakeHost = new FakeHost(),
): TaskOnHost => {
  const bound = bindTask(task, spec);
  const plan = async (changed: readonly Ref[] = []): Promise<readonly Change[]> =>
    (await bound.observe(host.reader))(changed);
  return {
    host,
    machine: host.machine,
    plan,
    apply: async () => {
      const changes = await plan();
      await bound.apply(host.bind(), changes);
      return changes;
    },
  };
};
