import { registryUrl } from "../../lab/lab-supply.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readNodes, readRuntimes, waitForNodes } from "../kubectl.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario } from "../scenario.ts";
import { putRuncBefore } from "../stand-in-runc.ts";

const HOSTS = ["m1", "w1", "w2"];
const W1 = 1;

/** A worker gets Docker instead of containerd: refused below a running node, done by letting it join again. */
export const rejoin: Scenario = {
  name: "rejoin",
  needs: "bare",
  onlyByName: "it makes a cluster of its own, and a worker of it joins twice",
  run: async ({ lab, cli, note }) => {
    await putRuncBefore(lab, "w1");
    await cli.writeConfig({ image_repository: new URL(registryUrl).host });
    await cli.editConfig((file) => file.setIn(["hosts", W1, "labels"], { disk: "fast" }));
    await cli.must("apply", "--yes");
    await waitForNodes(lab, HOSTS);
    await cli.editConfig((file) => file.setIn(["hosts", W1, "container_runtime"], "docker"));
    const refused = await cli.run("apply", "--yes");
    expect(`refused: ${refused.stderr}`, refused.stderr.includes("pharosctl hosts rejoin w1"));
    const done = await cli.must("hosts rejoin w1", "--yes");
    note(`rejoined in ${(done.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, HOSTS);
    expectEqual("runtimes of the nodes", await readRuntimes(lab), [
      "containerd://1.6.20",
      "docker://20.10.24+dfsg1",
      "containerd://1.6.20",
    ]);
    const w1 = (await readNodes(lab)).find(({ name }) => name === "w1");
    expectEqual("the label of w1", w1?.labels["disk"], "fast");
    await checkPodNetwork(lab, HOSTS, "lab/toolbox:1");
    await removePods(lab);
    const again = await cli.must("apply", "--yes");
    expect(`nothing to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
    const master = await cli.run("hosts rejoin m1", "--yes");
    expect(`the only master stays: ${master.stderr}`, master.stderr.includes("LAST_MASTER_STAYS"));
  },
};
