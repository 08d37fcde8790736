import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { compareHostPictures, takeHostPicture } from "../host-picture.ts";
import { waitForNodes } from "../kubectl.ts";
import { readPlan } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario, Stage } from "../scenario.ts";
import { waitForAgentsGone } from "../wait-for-agents-gone.ts";

/**
 * A worker that answers is taken out and is bare; one without power is taken out too, and when it comes
 * back it is fenced and says so. Cleaned, both join again at their old addresses.
 */
export const removeWorkers: Scenario = {
  name: "remove-workers",
  needs: "formed-1-2",
  onlyByName: "two workers leave and join again, one of them by way of a power cut",
  run: async (stage) => {
    const { lab, cli, note, barePictures } = stage;
    await lab.powerOff("w2");
    const dead = await cli.must("hosts remove w2", "--yes");
    note(`dead worker ${(dead.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1"]);
    await forgetsW2(stage);
    const again = await cli.must("hosts remove w2", "--yes");
    expect("a second time says so", again.stderr.includes("was removed before"));
    await lab.powerOn("w2");
    const startMs = performance.now();
    await waitUntil("w2 to be fenced", 60_000, async () => (await kubeletOf(stage)) === "inactive");
    note(`fenced ${((performance.now() - startMs) / 1000).toFixed(1)} s after its boot`);
    const { stdout } = await cli.must("hosts list");
    expect(`the list says so: ${stdout}`, /w2 .*removed .*fenced/.test(stdout));
    const refused = await cli.run("apply", "--yes");
    expectEqual("apply of a fenced host", /HOST_FENCED/.test(refused.stderr), true);
    await cli.must("hosts remove w2", "--yes");
    const live = await cli.must("hosts remove w1", "--yes");
    note(`live worker ${(live.tookMs / 1000).toFixed(1)} s`);
    await waitForAgentsGone(lab, ["w1", "w2"]);
    for (const host of ["w1", "w2"]) {
      const left = compareHostPictures(
        barePictures.get(host) ?? [],
        await takeHostPicture(lab, host),
      );
      expectNone(`${host} is not bare`, left);
    }
    await waitForNodes(lab, ["m1"]);
    const back = await cli.must("apply", "--yes");
    note(`apply ${(back.tookMs / 1000).toFixed(1)} s`);
    await waitForNodes(lab, ["m1", "w1", "w2"]);
    await checkPodNetwork(lab, ["w1", "w2"]);
    const planned = (await readPlan(cli)).hosts.flatMap(({ tasks }) => tasks);
    expectEqual("planned afterwards", planned, []);
  },
};

const ADDRESS_OF_W2 = "10.77.0.22";

/** By those who stay, without an apply. */
async function forgetsW2({ lab, note }: Stage): Promise<void> {
  const startMs = performance.now();
  const script = "ip -4 route; nft list table inet pharos";
  await waitUntil("w1 to have no way to w2", 30_000, async () => {
    const { stdout } = await lab.ssh("w1", ["sh", "-c", script]);
    return !stdout.includes(ADDRESS_OF_W2);
  });
  note(`no way to it ${((performance.now() - startMs) / 1000).toFixed(1)} s after`);
}

async function kubeletOf({ lab }: Stage): Promise<string> {
  const answer = await lab.ssh("w2", ["systemctl", "is-active", "kubelet"]).catch(() => undefined);
  return answer?.stdout.trim() ?? "";
}
