import { hostBusy } from "../shared/errors/engine-errors.ts";
import type { NodeSpec } from "../shared/spec/node-spec.ts";
import type { Executor } from "./engine/executor.ts";
import { toDriftRunId } from "./engine/drift-run-id.ts";
import type { BoundTask } from "./engine/task.ts";
import type { HostReader } from "./host/host.ts";
import { networkProfile } from "./profiles/network.ts";

export interface RouteKeeping {
  /** What this host is to be; `undefined` before it has accepted anything. */
  readonly spec: () => NodeSpec | undefined;
  readonly reader: HostReader;
  /** Whether the journal tells that a task was once done. */
  readonly wasDone: (task: string) => Promise<boolean>;
  /** Through the executor, so that it is in the journal and never beside other work. */
  readonly start: Executor["start"];
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
}

const ATTEMPTS = 20;
const STEP_MS = 3_000;

/**
 * Puts routes to other hosts' pods back that a run once set and a boot has taken: the kernel alone
 * holds them. Routes that were never set are the next apply's work. Tries again for a minute, since
 * the host's own network may come up after the agent.
 */
export const restoreRoutes = async (keeping: RouteKeeping): Promise<void> => {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const lost = await findLostRoutes(keeping);
    if (lost.length === 0) return;
    await restore(keeping, lost);
    if ((await findLostRoutes(keeping)).length === 0) return;
    await keeping.sleep(STEP_MS);
  }
};

const findLostRoutes = async ({
  spec,
  reader,
  wasDone,
}: RouteKeeping): Promise<readonly BoundTask[]> => {
  const wanted = spec();
  if (wanted === undefined || wanted.ensure === "absent") return [];
  const lost: BoundTask[] = [];
  for (const task of networkProfile(wanted).filter(({ kind }) => kind === "host-routes")) {
    const changes = (await task.observe(reader))([]);
    if (changes.length > 0 && (await wasDone(task.id))) lost.push(task);
  }
  return lost;
};

const restore = async (
  { start, now }: RouteKeeping,
  tasks: readonly BoundTask[],
): Promise<void> => {
  try {
    const run = toDriftRunId(now());
    const secrets = { get: () => undefined };
    const records = await start({ run, profile: "drift", tasks, secrets });
    for await (const { event } of records) if (event.type === "run-finished") return;
  } catch (error) {
    if (!hostBusy.is(error)) throw error;
  }
};
