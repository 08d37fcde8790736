import { waitUntil } from "../../lab/wait-until.ts";
import { expectEqual, expectNone } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario, Stage } from "../scenario.ts";

const NEW = { name: "w3", address: "10.77.0.23" };
const OTHERS = ["m1", "w1", "w2"];

/**
 * A new worker is applied alone: the others let it in and find its pods by what the membership says,
 * before anybody applies to them. What is left for a full apply is the new node's label.
 */
export const addWorkerAlone: Scenario = {
  name: "add-worker-alone",
  needs: "formed-1-2",
  onlyByName: "a worker joins, which takes a minute",
  run: async (stage) => {
    const { lab, cli, note } = stage;
    await lab.addWorkers(1);
    await cli.writeConfig();
    const apply = await cli.must("apply", "--yes", "--only", NEW.address);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    const missing = await Promise.all(OTHERS.map(async (host) => await unknownTo(stage, host)));
    expectNone("what the others miss when it has joined", missing.flat());
    await waitForNodes(lab, [...OTHERS, NEW.name]);
    await checkPodNetwork(lab, [...OTHERS, NEW.name]);
    await removePods(lab);
    const { records } = await applyAsPlanned(lab, cli);
    const done = OTHERS.flatMap((host) => startedTasks(records.get(host) ?? []));
    expectEqual("tasks of an apply of all", done, [
      `node-object:${NEW.name}`,
      "kubernetes-object:kube-system/ConfigMap/pharos-config",
    ]);
  },
};

/** Ways and holes to the new worker that a host does not have, a moment after the apply. */
async function unknownTo({ lab }: Stage, host: string): Promise<readonly string[]> {
  const looks = [
    ["ip", "-4", "route"],
    ["nft", "list", "table", "inet", "pharos"],
  ];
  const missing: string[] = [];
  for (const argv of looks) {
    const knows = async () => (await lab.ssh(host, argv)).stdout.includes(NEW.address);
    await waitUntil(`${NEW.name} in ${argv[0]} of ${host}`, 10_000, knows).catch(() =>
      missing.push(`${host}: ${argv.join(" ")}`),
    );
  }
  return missing;
}
