import { waitForNodes } from "../kubectl.ts";
import type { Scenario } from "../scenario.ts";

/** Leaves a cluster of one master, and a bare host for which cluster.yml has a place in it. */
export const firstMaster: Scenario = {
  name: "first-master",
  needs: "bare-1-1",
  leaves: "waiting-1-1",
  onlyByName: "it serves the fault matrix",
  run: async ({ lab, cli }) => {
    await cli.editConfig((file) => void file.deleteIn(["hosts", 1]));
    await cli.must("apply", "--yes");
    await waitForNodes(lab, ["m1"]);
    await cli.writeConfig();
  },
};
