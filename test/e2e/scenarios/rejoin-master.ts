import { registryUrl } from "../../lab/lab-supply.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readRuntimes, waitForNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import type { Scenario } from "../scenario.ts";
import { putRuncBefore } from "../stand-in-runc.ts";

const MASTERS = ["m1", "w1", "w2"];

/**
 * Three masters, of which the first gets Docker instead of containerd: it leaves etcd and joins it again,
 * and the API serves all the while. Not while another master is away, since etcd would be left without a majority.
 */
export const rejoinMaster: Scenario = {
  name: "rejoin-master",
  needs: "bare",
  onlyByName: "it makes a cluster of three masters, and one of them joins twice",
  run: async ({ lab, cli, note }) => {
    await putRuncBefore(lab, "m1");
    await cli.writeConfig({ image_repository: new URL(registryUrl).host });
    await cli.editConfig((file) => {
      for (const at of [1, 2]) file.setIn(["hosts", at, "role"], "master");
    });
    await cli.must("apply", "--yes");
    await waitForNodes(lab, MASTERS);
    await cli.editConfig((file) => file.setIn(["hosts", 0, "container_runtime"], "docker"));
    const refused = await cli.run("apply", "--yes");
    expect(`refused: ${refused.stderr}`, refused.stderr.includes("pharosctl hosts rejoin m1"));
    await checkRefusal(lab, cli);
    const known = (await lab.ssh("w1", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
    const done = await cli.must("hosts rejoin m1", "--yes");
    note(`rejoined in ${(done.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, MASTERS);
    expectEqual("runtimes of the nodes", await readRuntimes(lab), [
      "docker://20.10.24+dfsg1",
      "containerd://1.6.20",
      "containerd://1.6.20",
    ]);
    for (const master of MASTERS) {
      expectEqual(`members of etcd at ${master}`, await readEtcdMembers(lab, master), MASTERS);
      await checkApiServes(lab, master, known);
    }
    await checkEndpoints(lab, MASTERS);
    const again = await cli.must("apply", "--yes");
    expect(`nothing to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
  },
};

async function checkRefusal(lab: Lab, cli: Cli): Promise<void> {
  await lab.powerOff("w2");
  const refused = await cli.run("hosts rejoin m1", "--yes");
  expect(`w2 is needed: ${refused.stderr}`, refused.stderr.includes("REMOVAL_LOSES_QUORUM"));
  expectEqual("members of etcd", await readEtcdMembers(lab, "m1"), MASTERS);
  await lab.powerOn("w2");
  await waitForNodes(lab, MASTERS);
  await waitUntil(
    "etcd to be well",
    120_000,
    async () => (await cli.run("etcd members")).code === 0,
  );
}
