import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { readNodes, waitForNodes } from "../kubectl.ts";
import { checkApiServes, checkEndpoints, readEtcdMembers } from "../masters.ts";
import { readPlan } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

const MASTERS = ["m1", "m2", "m3"];
const ALL = [...MASTERS, "w1", "w2"];

/**
 * The first of three masters loses its power: the API goes on from every host, and so does apply.
 * With two gone nothing is changed. They come back, and there is nothing to do.
 */
export const masterOff: Scenario = {
  name: "master-off",
  needs: "formed-3-2",
  onlyByName: "it waits for Kubernetes to notice that masters are gone",
  run: async ({ lab, cli, note }) => {
    const kubeconfig = (await lab.ssh("m2", ["cat", "/etc/kubernetes/admin.conf"])).stdout;
    await lab.powerOff("m1");
    const sinceMs = performance.now();
    for (const host of ["m2", "m3", "w1", "w2"]) await checkApiServes(lab, host, kubeconfig);
    note(`API from all hosts ${((performance.now() - sinceMs) / 1000).toFixed(1)} s after`);
    await checkEndpoints(lab, MASTERS, ["m1"]);
    await waitForReadiness(lab, { m1: false, m2: true, m3: true, w1: true, w2: true });
    await cli.editConfig((file) => file.setIn(["hosts", 3, "labels", "rack"], "seven"));
    const during = await cli.run("apply", "--yes");
    expectEqual("exit code with a host away", during.code, 1);
    expect("it names the host that is away", during.stderr.includes("10.77.0.11"));
    expectEqual("label that was set meanwhile", await readRack(lab, "m2"), "seven");
    await lab.powerOff("m2");
    await cli.editConfig((file) => file.setIn(["hosts", 3, "labels", "rack"], "eight"));
    const refused = await cli.run("apply", "--yes");
    note(`with two away: ${/error (\w+)/.exec(refused.stderr)?.[1] ?? refused.code}`);
    expectEqual("exit code with two of three away", refused.code, 1);
    await Promise.all([lab.powerOn("m1"), lab.powerOn("m2")]);
    await waitForNodes(lab, ALL);
    for (const master of MASTERS)
      expectEqual(
        `members of etcd, asked at ${master}`,
        await readEtcdMembers(lab, master),
        MASTERS,
      );
    await cli.must("apply", "--yes");
    expectEqual("label that was refused before", await readRack(lab, "m1"), "eight");
    expectEqual(
      "planned afterwards",
      (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks),
      [],
    );
    const again = await cli.must("apply", "--yes");
    expect("it says that there is nothing to do", again.stdout.startsWith("Nothing to do"));
  },
};

async function readRack(lab: Lab, master: string): Promise<string | undefined> {
  const nodes = await readNodes(lab, undefined, master);
  return nodes.find(({ name }) => name === "w1")?.labels["rack"];
}

/** A node is called not ready 40 s after its kubelet was last heard of. */
async function waitForReadiness(
  lab: Lab,
  wanted: Readonly<Record<string, boolean>>,
): Promise<void> {
  await waitUntil("nodes to be as their hosts are", 120_000, async () => {
    const nodes = await readNodes(lab, undefined, "m2").catch(() => []);
    return Object.entries(wanted).every(
      ([host, isReady]) => nodes.find(({ name }) => name === host)?.isReady === isReady,
    );
  });
}
