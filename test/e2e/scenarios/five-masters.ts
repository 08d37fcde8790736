import type { Document } from "yaml";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readNodes, waitForNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const THREE = ["m1", "m2", "m3"];
const FIVE = [...THREE, "m4", "m5"];
const OFF = ["m1", "m5"];

/**
 * Three masters become five in one apply. Two of them lose their power, the first one too, and the API goes
 * on; then five become three again through `hosts remove`.
 */
export const fiveMasters: Scenario = {
  name: "five-masters",
  needs: "bare-5-1",
  onlyByName: "five API servers need much memory",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cli.editConfig((file) => removeHosts(file, [3, 4]));
    await cli.must("apply", "--yes");
    await cli.writeConfig();
    const grown = await cli.must("apply", "--yes");
    note(`from three to five in ${(grown.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, [...FIVE, "w1"]);
    await areMasters(stage, FIVE);
    const { stdout } = await lab.ssh("m1", ["ls", "/var/lib/pharos/etcd-snapshots"]);
    for (const name of ["m4", "m5"])
      expect(`etcd was saved before ${name}`, stdout.includes(`-before-${name}-joins.snapshot`));
    const again = await cli.must("apply", "--yes");
    expect(`nothing to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
    await losesTwo(stage);
    for (const name of ["m5", "m4"]) {
      const removal = await cli.must(`hosts remove ${name}`, "--yes");
      note(`${name} out in ${(removal.tookMs / 1000).toFixed(1)} s`);
    }
    await areMasters(stage, THREE, ["m4", "m5"]);
    const nodes = (await readNodes(lab)).map(({ name }) => name).toSorted();
    expectEqual("nodes", nodes, [...THREE, "w1"]);
    await cli.editConfig((file) => removeHosts(file, [3, 4]));
    await cli.must("apply", "--yes");
    const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
    expectEqual("planned afterwards", planned, []);
  },
};

/** Three of five are a majority. */
async function losesTwo({ lab, cli }: Stage): Promise<void> {
  const kubeconfig = (await lab.ssh("m2", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
  for (const name of OFF) await lab.powerOff(name);
  for (const host of ["m2", "m3", "m4", "w1"]) await checkApiServes(lab, host, kubeconfig);
  const shown = await cli.run("etcd members");
  expectEqual("exit code of etcd members", shown.code, 1);
  for (const name of OFF) await lab.powerOn(name);
  await waitForNodes(lab, [...FIVE, "w1"]);
  await waitUntil(
    "all five members of etcd to be well",
    180_000,
    async () => (await cli.run("etcd members")).code === 0,
  );
}

/** etcd and all balancers know these masters and no others. */
async function areMasters(
  { lab }: Stage,
  masters: readonly string[],
  gone: readonly string[] = [],
): Promise<void> {
  for (const master of masters)
    expectEqual(`members of etcd at ${master}`, await readEtcdMembers(lab, master), masters);
  await waitUntil("balancers to know them", 60_000, async () =>
    checkEndpoints(lab, masters, gone).then(
      () => true,
      () => false,
    ),
  );
}

function removeHosts(file: Document, indexes: readonly number[]): void {
  for (const index of indexes.toSorted((a, b) => b - a)) file.deleteIn(["hosts", index]);
}
