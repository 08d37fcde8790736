import { controlPlaneSilent } from "../../shared/errors/etcd-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import { waitFor } from "../engine/wait-for.ts";

const MINUTE_MS = 60_000;
/** API servers that were down start again ever more seldom. */
const LIMIT_MS = 6 * MINUTE_MS;
const STEP_MS = 2_000;

/** Until a master's API server answers and all members of etcd are well. Throws `CONTROL_PLANE_SILENT`. */
export const awaitServing = async (
  host: string,
  { cluster }: Pick<AgentConnection, "cluster">,
  signal: AbortSignal,
): Promise<void> => {
  let reason = "";
  const look = async (): Promise<true | undefined> => {
    try {
      const { etcdMembers } = await cluster.getClusterStatus({});
      const ill = etcdMembers.filter(({ healthy }) => !healthy);
      reason = ill.map((one) => `${one.name}: ${one.reason}`).join(", ");
      return etcdMembers.length > 0 && ill.length === 0 ? true : undefined;
    } catch (error) {
      reason = toPharosError(error).message;
      return undefined;
    }
  };
  if ((await waitFor(look, { limitMs: LIMIT_MS, stepMs: STEP_MS, signal })) === undefined)
    throw controlPlaneSilent({ host, minutes: LIMIT_MS / MINUTE_MS, reason });
};
