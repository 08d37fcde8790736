import { waitUntil } from "../../lab/wait-until.ts";
import { applyWithPowerCut } from "../apply-with-power-cut.ts";
import { expect, expectEqual } from "../expectation.ts";
import { kubectl, readNodes, waitForNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import type { Scenario, Stage } from "../scenario.ts";

/** The second master, to be. */
const W1 = 1;

/**
 * The second master's power goes right after etcd has given it a vote, and that host never comes back: the
 * first goes on alone, with all that was in it. Much later the lost one has power again, is fenced, made bare
 * and joins.
 */
export const recoverEtcd: Scenario = {
  name: "recover-etcd",
  needs: "bare",
  onlyByName: "it forms a cluster of its own, and a master of it joins twice",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cli.editConfig((file) => void file.deleteIn(["hosts", W1]));
    await cli.must("apply", "--yes");
    await waitForNodes(lab, ["m1", "w2"]);
    await kubectl(lab, ["create", "configmap", "from-before", "--from-literal=kept=yes"]);
    await cli.writeConfig();
    await cli.editConfig((file) => file.setIn(["hosts", W1, "role"], "master"));
    const cut = await applyWithPowerCut(lab, cli, "w1");
    expectEqual("exit code of the apply that lost a host", cut.code, 1);
    expectEqual("members after the cut", await readEtcdMembers(lab, "m1"), ["", "m1"]);
    await checkRefusals(stage);
    const done = await cli.must("etcd recover m1", "--lost", "w1", "--yes");
    note(`alone in ${(done.tookMs / 1000).toFixed(1)} s`);
    expectEqual("members of etcd", await readEtcdMembers(lab, "m1"), ["m1"]);
    const kept = await kubectl(lab, ["get", "configmap", "from-before", "-o", "jsonpath={.data}"]);
    expect(`what was there is there: ${kept}`, kept.includes("yes"));
    const copies = await lab.ssh("m1", ["ls", "/var/lib/etcd"]);
    expect(`a copy is kept: ${copies.stdout}`, copies.stdout.includes("before-recovery-"));
    const flag = ["grep", "-c", "force-new-cluster", "/etc/kubernetes/manifests/etcd.yaml"];
    expectEqual("lines with the flag", (await lab.ssh("m1", flag)).stdout.trim(), "0");
    const again = await cli.run("etcd recover m1", "--lost", "w1", "--yes");
    expect(`a second time: ${again.stderr}`, again.stderr.includes("ETCD_NOT_LOST"));
    await cli.editConfig((file) => void file.deleteIn(["hosts", W1]));
    await cli.must("apply", "--yes");
    const settled = await cli.must("apply", "--yes");
    expect(`nothing to do: ${settled.stdout}`, settled.stdout.startsWith("Nothing to do"));
    await waitForNodes(lab, ["m1", "w2"]);
    const kubeconfig = (await lab.ssh("m1", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
    for (const host of ["m1", "w2"]) await checkApiServes(lab, host, kubeconfig);
    await comesBack(stage);
  },
};

async function checkRefusals({ lab, cli }: Stage): Promise<void> {
  const apply = await cli.run("apply", "--yes");
  expect(`apply names a way: ${apply.stderr}`, apply.stderr.includes("pharosctl etcd recover"));
  const removal = await cli.run("hosts remove w1", "--yes");
  expect(`so does a removal: ${removal.stderr}`, removal.stderr.includes("pharosctl etcd recover"));
  const unnamed = await cli.run("etcd recover m1", "--yes");
  expect(`w1 has to be named: ${unnamed.stderr}`, unnamed.stderr.includes("--lost w1"));
  const other = await cli.run("etcd recover w1", "--lost", "m1", "--yes");
  expectEqual("exit code for the one that is away", other.code, 1);
  expectEqual("members of etcd", await readEtcdMembers(lab, "m1"), ["", "m1"]);
}

/** It was never more than announced, and is let in as any other host that was removed. */
async function comesBack({ lab, cli, note }: Stage): Promise<void> {
  await lab.powerOn("w1");
  await waitUntil(
    "w1 to be fenced",
    120_000,
    async () =>
      (await lab.ssh("w1", ["systemctl", "is-active", "kubelet"])).stdout.trim() === "inactive",
  );
  await cli.writeConfig();
  await cli.editConfig((file) => file.setIn(["hosts", W1, "role"], "master"));
  const fenced = await cli.run("apply", "--yes");
  expect(`it was removed: ${fenced.stderr}`, fenced.stderr.includes("HOST_FENCED"));
  await cli.must("hosts remove w1", "--yes");
  const joined = await cli.must("apply", "--yes");
  note(`joined again in ${(joined.tookMs / 1000).toFixed(1)} s`);
  await waitForNodes(lab, ["m1", "w1", "w2"]);
  for (const master of ["m1", "w1"])
    expectEqual(`members at ${master}`, await readEtcdMembers(lab, master), ["m1", "w1"]);
  await checkEndpoints(lab, ["m1", "w1"]);
  expectEqual("nodes", (await readNodes(lab)).length, 3);
}
