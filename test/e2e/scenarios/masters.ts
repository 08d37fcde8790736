import { expect, expectEqual, expectNone } from "../expectation.ts";
import { readJournals } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { checkEndpoints, readEtcdMembers } from "../masters.ts";
import { applyAsPlanned, readPlan } from "../plan-promise.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

const MASTERS = ["m1", "m2", "m3"];
const ALL = [...MASTERS, "w1", "w2"];

/** Three masters and two workers from bare hosts, in one apply; the next one finds nothing to do. */
export const masters: Scenario = {
  name: "masters",
  needs: "bare-3-2",
  leaves: "formed-3-2",
  onlyByName: "five hosts take minutes to form, and three API servers much memory",
  run: async ({ lab, cli, note }) => {
    const { apply, plan } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    note(`${plan.hosts.flatMap(({ tasks }) => tasks).length} tasks as planned`);
    await waitForNodes(lab, ALL);
    for (const master of MASTERS)
      expectEqual(
        `members of etcd, asked at ${master}`,
        await readEtcdMembers(lab, master),
        MASTERS,
      );
    await checkEndpoints(lab, MASTERS);
    await checkPodNetwork(lab, ["m3", "w1", "w2"]);
    await removePods(lab);
    expectNone("left on hosts", await findLeftovers(lab));
    const before = await readJournals(lab);
    const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
    expectEqual("planned afterwards", planned, []);
    const again = await cli.must("apply", "--yes");
    note(`again ${again.tookMs} ms`);
    expect("it says that there is nothing to do", again.stdout.startsWith("Nothing to do"));
    expectEqual("the journals have not grown", await readJournals(lab), before);
  },
};
