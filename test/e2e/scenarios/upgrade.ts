import { expect, expectEqual } from "../expectation.ts";
import { readJournal } from "../journal.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { reachMoment, taskAt } from "../moment.ts";
import { applyAsPlanned, readPlan } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { startSteadyLoad } from "../steady-load.ts";

const NEW = "1.20.15";

/** Another release of Kubernetes comes to a cluster that runs, and a service under load loses no request. */
export const upgrade: Scenario = {
  name: "upgrade",
  needs: "formed-1-2",
  onlyByName: "three nodes are drained and upgraded one after the other",
  run: (stage) => upgradeCluster(stage, ["m1", "w1", "w2"]),
};

/** The same with three masters, one after the other. */
export const upgradeMasters: Scenario = {
  name: "upgrade-masters",
  needs: "formed-3-2",
  onlyByName: "five nodes are upgraded one after the other",
  run: (stage) => upgradeCluster(stage, ["m1", "m2", "m3", "w1", "w2"]),
};

/**
 * The second of three masters loses its power while kubeadm upgrades it: the hosts after it keep their
 * version. It comes back, and the next apply ends the upgrade.
 */
export const upgradeCut: Scenario = {
  name: "upgrade-cut",
  needs: "formed-3-2",
  onlyByName: "five nodes are upgraded one after the other, with a power cut in between",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const nodes = ["m1", "m2", "m3", "w1", "w2"];
    await waitForNodes(lab, nodes);
    await setVersion(stage, NEW);
    const known = await readJournal(lab, "m2");
    const cut = await cli.watch("apply", "--yes");
    note(await reachMoment(cut.child, taskAt(lab, "m2", "control-plane-upgrade:local", known)));
    await lab.powerOff("m2");
    const { code, stderr } = await cut.ended();
    note(`the cut one: ${/error (\w+)/.exec(stderr)?.[1] ?? ""}`);
    expectEqual("exit code of the apply that lost a host", code, 1);
    const [m1, , ...later] = await versions(stage);
    expectEqual("the kubelet of m1", m1, `v${NEW}`);
    expectEqual("kubelets after m2", later, ["v1.20.2", "v1.20.2", "v1.20.2"]);
    await lab.powerOn("m2");
    await waitForNodes(lab, nodes);
    const rest = await cli.must("apply", "--yes");
    note(`the rest in ${(rest.tookMs / 1000).toFixed(1)} s`);
    await checkUpgraded(stage, nodes);
  },
};

async function upgradeCluster(stage: Stage, nodes: readonly string[]): Promise<void> {
  const { lab, cli, note } = stage;
  await waitForNodes(lab, nodes);
  await refusals(stage);
  const load = await startSteadyLoad(lab, "m1");
  await setVersion(stage, NEW);
  const { apply, plan } = await applyAsPlanned(lab, cli);
  note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
  note(`${plan.hosts.flatMap(({ tasks }) => tasks).length} tasks as planned`);
  const { answered, lost } = await load.stop();
  note(`${answered} requests answered, ${lost} lost`);
  expectEqual("lost requests", lost, 0);
  await checkUpgraded(stage, nodes);
}

async function checkUpgraded(stage: Stage, nodes: readonly string[]): Promise<void> {
  const { lab, cli } = stage;
  expectEqual(
    "kubelets",
    await versions(stage),
    nodes.map(() => `v${NEW}`),
  );
  const server = await kubectl(lab, ["version", "-o", "json"]);
  expect(`the API server is new: ${server}`, server.includes(`"gitVersion": "v${NEW}"`));
  const cordoned = "jsonpath={.items[?(@.spec.unschedulable)].metadata.name}";
  expectEqual("cordoned nodes", await kubectl(lab, ["get", "nodes", "-o", cordoned]), "");
  const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
  expectEqual("planned afterwards", planned, []);
}

/** Nothing is changed by a version that may not be, or that nobody has. */
async function refusals(stage: Stage): Promise<void> {
  const { cli } = stage;
  const before = await versions(stage);
  for (const [version, code] of [
    ["1.20.1", "UPGRADE_GOES_BACK"],
    ["1.28.0", "UPGRADE_SKIPS_MINOR"],
    ["1.20.99", "PACKAGE_VERSION_NOT_FOUND"],
  ] as const) {
    await setVersion(stage, version);
    const { code: exit, stdout } = await cli.run("apply", "--yes", "--output", "json");
    expect(`${version} is refused as ${code}`, stdout.includes(code));
    expectEqual(`exit code for ${version}`, exit, 1);
  }
  expectEqual("kubelets after refusals", await versions(stage), before);
}

async function setVersion({ cli }: Stage, version: string): Promise<void> {
  await cli.editConfig((file) => file.setIn(["kubernetes", "version"], version));
}

async function versions({ lab }: Stage): Promise<readonly string[]> {
  const path = "jsonpath={.items[*].status.nodeInfo.kubeletVersion}";
  return (await kubectl(lab, ["get", "nodes", "-o", path])).split(" ");
}
