import { taskTold } from "../moment.ts";
import { applyInto, type FaultRow } from "./fault-row.ts";
import { UPGRADED, wishForUpgrade } from "./wish-for-upgrade.ts";

/** A host loses its power for a moment in the middle of an upgrade of Kubernetes. */
export const upgradeRows: readonly FaultRow[] = [
  resetIn("master", "m1", "control-plane-upgrade:local"),
  resetIn("worker", "w1", "kubelet-upgrade:node"),
];

function resetIn(name: string, host: string, task: string): FaultRow {
  return {
    name: `host-reset-in-upgrade-of-a-${name}`,
    needs: "formed-1-2",
    ends: ["done"],
    unlike: UPGRADED,
    usualSeconds: 240,
    strike: async (stage) => {
      await wishForUpgrade(stage.cli);
      const reset = async (): Promise<void> => await stage.lab.killHost(host);
      return await applyInto(stage, taskTold(host, task), reset);
    },
  };
}
