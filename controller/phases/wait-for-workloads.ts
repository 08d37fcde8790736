import { workloadsNotBack } from "../../shared/errors/upgrade-errors.ts";
import type { Workload } from "../../shared/rpc/gen/cluster.ts";
import { waitFor, type WaitOptions } from "../engine/wait-for.ts";

const MINUTE_MS = 60_000;

/**
 * Waits until every controller has as many Ready pods as before, wherever they are; one that is gone or
 * has no pods any more was somebody's wish. An API server that is silent for a moment is asked again.
 * Throws `WORKLOADS_NOT_BACK`.
 */
export const waitForWorkloads = async (
  host: string,
  before: readonly Workload[],
  read: () => Promise<readonly Workload[]>,
  options: WaitOptions,
): Promise<void> => {
  let lacking = "nobody could be asked";
  const look = async (): Promise<true | undefined> => {
    const now = await read().catch(() => undefined);
    if (now === undefined) return undefined;
    const short = findLacking(before, now);
    lacking = short.join(", ");
    return short.length === 0 ? true : undefined;
  };
  if (await waitFor(look, options)) return;
  throw workloadsNotBack({ host, minutes: options.limitMs / MINUTE_MS, workloads: lacking });
};

/** `default/ReplicaSet/web: 1 of 2`. */
const findLacking = (before: readonly Workload[], now: readonly Workload[]): readonly string[] =>
  before.flatMap(({ name, ready }) => {
    const found = now.find((one) => one.name === name);
    return found === undefined || found.ready >= ready
      ? []
      : [`${name}: ${found.ready} of ${ready}`];
  });
