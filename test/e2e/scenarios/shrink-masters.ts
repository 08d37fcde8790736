import type { Document } from "yaml";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readJournal } from "../journal.ts";
import { readNodes, waitForNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import { reachMoment, taskAt } from "../moment.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

/**
 * Three masters become one through `hosts remove`. The third one loses its power while it is taken apart:
 * the same command ends its removal without it. The second one answers until it is bare; the last stays.
 */
export const shrinkMasters: Scenario = {
  name: "shrink-masters",
  needs: "formed-3-2",
  onlyByName: "three API servers need much memory, and two leave one after the other",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cutInRemoval(stage);
    const again = await cli.must("hosts remove m3", "--yes");
    note(`without power ${(again.tookMs / 1000).toFixed(1)} s`);
    await leftAre(stage, ["m1", "m2"], ["m3"]);
    await lab.powerOn("m3");
    await waitUntil("m3 to run nothing", 120_000, async () => {
      const script = "systemctl is-active kubelet; pgrep -x etcd; pgrep -x kube-apiserver";
      const { stdout } = await lab.ssh("m3", ["sh", "-c", script]);
      return stdout.trim() === "inactive";
    });
    const live = await cli.must("hosts remove m2", "--yes");
    note(`a master that answers ${(live.tookMs / 1000).toFixed(1)} s`);
    await leftAre(stage, ["m1"], ["m2", "m3"]);
    const refused = await cli.run("hosts remove m1", "--yes");
    expect(`the last one stays: ${refused.stderr}`, refused.stderr.includes("LAST_MASTER_STAYS"));
    expectEqual("its exit code", refused.code, 2);
    await cli.editConfig((file) => removeHosts(file, [1, 2]));
    await cli.must("apply", "--yes");
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
    expectEqual("planned afterwards", planned, []);
  },
};

async function cutInRemoval({ lab, cli, note }: Stage): Promise<void> {
  const known = await readJournal(lab, "m3");
  const removal = await cli.watch("hosts remove m3", "--yes");
  note(await reachMoment(removal.child, taskAt(lab, "m3", "kubeadm-reset:node", known)));
  await lab.powerOff("m3");
  const { code, stderr } = await removal.ended();
  note(`the cut one ended with ${code} ${/error (\w+)/.exec(stderr)?.[1] ?? ""}`.trim());
}

/** etcd, nodes, balancers and the API know these masters and no others. */
async function leftAre(
  { lab }: Stage,
  masters: readonly string[],
  gone: readonly string[],
): Promise<void> {
  for (const master of masters)
    expectEqual(`members of etcd, asked at ${master}`, await readEtcdMembers(lab, master), masters);
  const nodes = (await readNodes(lab, undefined, "m1")).map(({ name }) => name).toSorted();
  expectEqual("nodes", nodes, [...masters, "w1", "w2"]);
  await waitUntil("balancers to forget who is gone", 60_000, async () =>
    checkEndpoints(lab, masters, gone).then(
      () => true,
      () => false,
    ),
  );
  const kubeconfig = (await lab.ssh("m1", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
  for (const host of [...masters, "w1", "w2"]) await checkApiServes(lab, host, kubeconfig);
}

function removeHosts(file: Document, indexes: readonly number[]): void {
  for (const index of indexes.toSorted((a, b) => b - a)) file.deleteIn(["hosts", index]);
}
