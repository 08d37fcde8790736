import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import { expect, expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario, Stage } from "../scenario.ts";

const HOSTS = ["m1", "w1", "w2"];
const KEY = ["kube_proxy", "conntrack", "tcpEstablishedTimeout"];
const TASK = "kube-proxy-settings:cluster";

/** Settings of kube-proxy are changed on a running cluster: its pods start anew and go by them. */
export const proxySettings: Scenario = {
  name: "proxy-settings",
  needs: "formed-1-2",
  onlyByName: "every pod of kube-proxy starts anew twice, a minute in all",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    const before = await proxyPods(lab);
    await cli.editConfig((file) => file.setIn(KEY, "1h"));
    const { apply, records } = await applyAsPlanned(lab, cli);
    note(`changed in ${(apply.tookMs / 1000).toFixed(1)} s`);
    const who = HOSTS.filter((host) => startedTasks(records.get(host) ?? []).includes(TASK));
    expectEqual("who did it", who, ["m1"]);
    const after = await proxyPods(lab);
    expectEqual(
      "pods that are the old ones",
      after.filter((pod) => before.includes(pod)),
      [],
    );
    await waitForTimeout(lab, "3600");
    await expectNothingToDo(stage);
    await expectModeRefused(stage);
    await cli.editConfig((file) => file.deleteIn(KEY));
    await cli.must("apply", "--yes");
    await waitForTimeout(lab, "86400");
    await expectNothingToDo(stage);
  },
};

async function expectModeRefused({ cli }: Stage): Promise<void> {
  await cli.editConfig((file) => file.setIn(["kube_proxy", "mode"], "ipvs"));
  const { code, stderr } = await cli.run("plan");
  await cli.editConfig((file) => file.deleteIn(["kube_proxy", "mode"]));
  expect(`another mode is refused: ${stderr}`, code !== 0 && stderr.includes("kube_proxy.mode"));
}

async function expectNothingToDo({ cli }: Stage): Promise<void> {
  const again = await cli.must("apply", "--yes");
  expect(`nothing to do: ${again.stdout}`, again.stdout.startsWith("Nothing to do"));
}

/** UIDs. */
async function proxyPods(lab: Lab): Promise<readonly string[]> {
  const path = "jsonpath={.items[*].metadata.uid}";
  const argv = ["get", "pods", "-n", "kube-system", "-l", "k8s-app=kube-proxy", "-o", path];
  const uids = (await kubectl(lab, argv)).split(" ");
  expectEqual("pods of kube-proxy", uids.length, HOSTS.length);
  return uids;
}

/** What kube-proxy has set on its host, in seconds. */
async function waitForTimeout(lab: Lab, wanted: string): Promise<void> {
  const name = "net.netfilter.nf_conntrack_tcp_timeout_established";
  await waitUntil(`${name} to be ${wanted} on all hosts`, 60_000, async () => {
    const found = await Promise.all(HOSTS.map((host) => lab.ssh(host, ["sysctl", "-n", name])));
    return found.every(({ stdout }) => stdout.trim() === wanted);
  });
}
