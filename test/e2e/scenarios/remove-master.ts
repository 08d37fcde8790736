import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const LEFT = ["m2", "m3"];

/**
 * The first of three masters has no power and is taken out: etcd, nodes and all balancers forget it
 * without an apply. It comes back and is fenced; a master that etcd cannot do without stays.
 */
export const removeMaster: Scenario = {
  name: "remove-master",
  needs: "formed-3-2",
  onlyByName: "three API servers need much memory",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const kubeconfig = (await lab.ssh("m2", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
    await lab.powerOff("m1");
    const removal = await cli.must("hosts remove m1", "--yes");
    note(`dead master ${(removal.tookMs / 1000).toFixed(1)} s`);
    for (const master of LEFT)
      expectEqual(`members of etcd, asked at ${master}`, await readEtcdMembers(lab, master), LEFT);
    const nodes = (await readNodes(lab, undefined, "m2")).map(({ name }) => name).toSorted();
    expectEqual("nodes", nodes, ["m2", "m3", "w1", "w2"]);
    await waitUntil("balancers to forget m1", 30_000, async () =>
      checkEndpoints(lab, LEFT, ["m1"]).then(
        () => true,
        () => false,
      ),
    );
    for (const host of ["m2", "m3", "w1", "w2"]) await checkApiServes(lab, host, kubeconfig);
    await cli.editConfig((file) => void file.deleteIn(["hosts", 0]));
    await cli.must("apply", "--yes");
    const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
    expectEqual("planned afterwards", planned, []);
    await comesBack(stage);
    await lab.powerOff("m3");
    const refused = await cli.run("hosts remove m3", "--yes");
    expect(
      `etcd has lost its majority: ${refused.stderr}`,
      /ETCD_QUORUM_LOST/.test(refused.stderr),
    );
    expectEqual("its exit code", refused.code, 1);
    await lab.powerOn("m3");
    await waitUntil("m2 and m3 to be etcd", 120_000, async () =>
      readEtcdMembers(lab, "m2").then(
        () => true,
        () => false,
      ),
    );
  },
};

/** Its etcd and API server run no more, though its disk has all of them. */
async function comesBack({ lab, note }: Stage): Promise<void> {
  await lab.powerOn("m1");
  const startMs = performance.now();
  await waitUntil("m1 to be fenced", 90_000, async () => {
    const script = "systemctl is-active kubelet; pgrep -x etcd; pgrep -x kube-apiserver";
    const { stdout } = await lab.ssh("m1", ["sh", "-c", script]);
    return stdout.trim() === "inactive";
  });
  note(`fenced ${((performance.now() - startMs) / 1000).toFixed(1)} s after its boot`);
}
