import { waitForNodes } from "../kubectl.ts";
import type { Scenario, SnapshotName } from "../scenario.ts";

/** Leaves a cluster of one master, and a bare host for which cluster.yml has a place in it. */
export const firstMaster = firstOf("first-master", "bare-1-1", "waiting-1-1");
export const firstOfTwoMasters = firstOf("first-of-two-masters", "bare-2-0", "waiting-2-0");

function firstOf(name: string, needs: SnapshotName, leaves: SnapshotName): Scenario {
  return {
    name,
    needs,
    leaves,
    onlyByName: "it serves the fault matrix",
    run: async ({ lab, cli }) => {
      await cli.editConfig((file) => void file.deleteIn(["hosts", 1]));
      await cli.must("apply", "--yes");
      await waitForNodes(lab, ["m1"]);
      await cli.writeConfig();
    },
  };
}
