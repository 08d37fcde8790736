import type { Log } from "../../shared/log/log.ts";
import type { NodeStatus } from "./write-node-status.ts";

export interface ConditionKeeping {
  /** What is to be told now; `undefined`: nothing has been applied here. */
  readonly read: () => Promise<NodeStatus | undefined>;
  /** `false`: it could not be told. */
  readonly write: (status: NodeStatus) => Promise<boolean>;
  readonly elapsedMs: () => number;
  /** May be aborted by never resolving: it is how this ends. */
  readonly pause: (ms: number) => Promise<void>;
  readonly log: Log;
}

const LOOK_MS = 20_000;
/** As often as kubelets: whoever reads an old one knows that nobody looks any more. */
const AGAIN_MS = 300_000;

/** Tells the cluster how this host is whenever that changes, and now and then, for ever. */
export const keepConditions = async (keeping: ConditionKeeping): Promise<never> => {
  let told = "";
  let toldAtMs = -Infinity;
  for (;;) {
    await keeping.pause(LOOK_MS);
    try {
      const status = await keeping.read();
      const text = JSON.stringify(status);
      const isDue = text !== told || keeping.elapsedMs() - toldAtMs >= AGAIN_MS;
      if (status === undefined || !isDue) continue;
      if (!(await keeping.write(status))) continue;
      told = text;
      toldAtMs = keeping.elapsedMs();
    } catch (error) {
      keeping.log.info("the cluster was not told how this host is", { error: String(error) });
    }
  }
};
