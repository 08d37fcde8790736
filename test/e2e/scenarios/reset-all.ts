import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { expectNone } from "../expectation.ts";
import { compareAllHostPictures, takeHostPictures } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

/** A whole cluster with workloads is removed: its hosts are bare again, and make a cluster again. */
export const resetAll: Scenario = {
  name: "reset-all",
  needs: "formed-1-2",
  turn: 0,
  run: async ({ lab, cli, note, barePictures }) => {
    await checkPodNetwork(lab, ["m1", "w1", "w2"]);
    const reset = await cli.must("reset", "--yes");
    note(`reset ${(reset.tookMs / 1000).toFixed(1)} s`);
    await waitForAgentsGone(lab, ["m1", "w1", "w2"]);
    const left = compareAllHostPictures(barePictures, await takeHostPictures(lab));
    const kept = await readdir(join(cli.home, ".pharos", lab.name)).catch(() => []);
    note(`kept by the administrator: ${kept.join(" ")}`);
    const again = await applyAsPlanned(lab, cli);
    note(`apply ${(again.apply.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    await checkPodNetwork(lab, ["w1", "w2"]);
    expectNone("hosts were not bare after the reset", left);
  },
};
