import { setTimeout as sleep } from "node:timers/promises";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { updateReverted, updateUnconfirmed } from "../../shared/errors/update-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { SignedDocument } from "../../shared/rpc/gen/common.ts";

export interface AgentUpdate {
  readonly host: string;
  /** The build to become, as `sendBuild` named it. */
  readonly build: string;
  readonly spec: SignedDocument;
  readonly fencingNumber: number;
  /** To the agent that runs now. */
  readonly connection: Pick<AgentConnection, "updates">;
  /** A new, authenticated connection. */
  readonly dial: () => Promise<AgentConnection>;
}

export interface UpdatePorts {
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

const STEP_MS = 250;
/** The way back takes some seconds after its time has come. */
const REVERT_MS = 30_000;

const REAL_PORTS: UpdatePorts = {
  sleep: (ms) => sleep(ms),
  elapsedMs: () => performance.now(),
};

/**
 * Switches a host to a build that it has, and confirms it over a new connection, which is given back.
 * Throws `UPDATE_REVERTED` when the host went back, `UPDATE_UNCONFIRMED` when nothing answers.
 */
export const updateAgent = async (
  update: AgentUpdate,
  ports: UpdatePorts = REAL_PORTS,
): Promise<AgentConnection> => {
  const { connection, spec, fencingNumber } = update;
  const { confirmWithinMs } = await connection.updates.switchBuild({ spec, fencingNumber });
  const endMs = ports.elapsedMs() + confirmWithinMs + REVERT_MS;
  let last: unknown;
  while (ports.elapsedMs() < endMs) {
    await ports.sleep(STEP_MS);
    try {
      const confirmed = await tryConfirm(update, confirmWithinMs);
      if (confirmed !== undefined) return confirmed;
    } catch (error) {
      if (updateReverted.is(error)) throw error;
      last = error;
    }
  }
  throw updateUnconfirmed({
    host: update.host,
    build: update.build,
    seconds: Math.round((confirmWithinMs + REVERT_MS) / 1000),
    reason: last === undefined ? "its agent did not restart" : toPharosError(last).message,
  });
};

/** `undefined`: the agent from before the switch still answers. */
const tryConfirm = async (
  { host, build, fencingNumber, dial }: AgentUpdate,
  confirmWithinMs: number,
): Promise<AgentConnection | undefined> => {
  const fresh = await dial();
  try {
    const { build: running } = await fresh.host.getHealth({ podNetwork: false });
    if (running === build) {
      if (confirmWithinMs > 0) await fresh.updates.confirmBuild({ build, fencingNumber });
      return fresh;
    }
    const { state, from, to, reason } = await fresh.updates.getUpdate({});
    if (state === "UPDATE_STATE_REVERTED" && to === build) {
      throw updateReverted({ host, build, previous: from, reason });
    }
  } catch (error) {
    fresh.close();
    throw error;
  }
  fresh.close();
  return undefined;
};
