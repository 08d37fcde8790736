import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl, waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];
const TASK = "kubelet-settings:local";
const CONFIG = "/var/lib/kubelet/config.yaml";

/** Settings of kubelets are changed on a running cluster, refused by a kubelet, and taken out. */
export const nodeSettings: Scenario = {
  name: "node-settings",
  needs: "formed-1-2",
  onlyByName: "it waits for a kubelet that does not come up, three minutes in all",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await cli.editConfig((file) => {
      file.setIn(["kubelet", "config"], { maxPods: 77, evictionPressureTransitionPeriod: "1m" });
      file.setIn(["kubelet", "extra_args"], { v: "3" });
    });
    const { apply, records } = await applyAsPlanned(lab, cli);
    note(`switched on in ${(apply.tookMs / 1000).toFixed(1)} s`);
    for (const host of HOSTS)
      expect(`${host}'s kubelet was changed`, startedTasks(records.get(host) ?? []).includes(TASK));
    await waitForCapacity(lab, "77 77 77");
    await expectNothingToDo(stage);
    await expectLeftToApply(stage);
    await expectTakenBack(stage);
    await cli.editConfig((file) => file.deleteIn(["kubelet"]));
    const off = await applyAsPlanned(lab, cli);
    note(`taken out in ${(off.apply.tookMs / 1000).toFixed(1)} s`);
    await waitForCapacity(lab, "110 110 110");
    await expectNothingToDo(stage);
  },
};

/** What somebody writes into a kubelet's files is told, and taken out by an apply. */
async function expectLeftToApply({ lab, cli }: Stage): Promise<void> {
  await lab.ssh("w2", ["sed", "-i", "s/^maxPods: 77$/maxPods: 78/", CONFIG]);
  // These files are not watched: all is looked at when the agent starts.
  await lab.ssh("w2", ["systemctl", "restart", "pharos-agent.service"]);
  await waitUntil("w2's drift to be told", 90_000, async () => {
    const { stdout } = await cli.run("drift", "--host", "w2", "-o", "json");
    return stdout.includes(TASK);
  });
  await cli.must("apply", "--yes");
  const { stdout } = await lab.ssh("w2", ["grep", "maxPods", CONFIG]);
  expect(`w2's file is put right: ${stdout}`, stdout.trim() === "maxPods: 77");
}

/** The first master's kubelet shows that it cannot start so, and nobody else's is asked. */
async function expectTakenBack({ lab, cli, note }: Stage): Promise<void> {
  await cli.editConfig((file) => file.setIn(["kubelet", "extra_args"], { v: "much" }));
  const refused = await cli.run("apply", "--yes");
  expect(`the apply fails: ${refused.stderr}`, refused.code !== 0);
  expect(
    `it says why: ${refused.stderr}`,
    refused.stderr.includes("did not come up with its new settings"),
  );
  note(`taken back after ${(refused.tookMs / 1000).toFixed(0)} s`);
  await waitForNodes(lab, HOSTS);
  for (const host of HOSTS) {
    const { stdout } = await lab.ssh(host, ["cat", "/var/lib/kubelet/kubeadm-flags.env"]);
    expect(`flags of ${host} are the old ones: ${stdout}`, stdout.includes("--v=3"));
  }
}

async function expectNothingToDo({ cli }: Stage): Promise<void> {
  const again = await cli.must("apply", "--yes");
  expect("then there is nothing to do", again.stdout.startsWith("Nothing to do"));
}

async function waitForCapacity(lab: Lab, wanted: string): Promise<void> {
  await waitUntil(`nodes to have room for ${wanted} pods`, 60_000, async () => {
    const path = "jsonpath={.items[*].status.capacity.pods}";
    return (await kubectl(lab, ["get", "nodes", "-o", path])) === wanted;
  });
}
