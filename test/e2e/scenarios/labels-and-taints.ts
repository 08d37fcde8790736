import { expectEqual } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { kubectl, readNodes } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Cli } from "../cli.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Scenario } from "../scenario.ts";

/** What cluster.yml says of a node's labels and taints reaches it and leaves it; what others put there stays. */
export const labelsAndTaints: Scenario = {
  name: "labels-and-taints",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli }) => {
    await kubectl(lab, ["label", "node", "w1", "owner=somebody"]);
    await kubectl(lab, ["taint", "node", "w2", "foreign=1:PreferNoSchedule"]);
    await cli.editConfig((file) => {
      file.setIn(["hosts", 1, "labels"], { disk: "nvme", zone: "a" });
      file.setIn(
        ["hosts", 2, "taints"],
        [
          { key: "dedicated", value: "db", effect: "NoSchedule" },
          { key: "slow", effect: "PreferNoSchedule" },
        ],
      );
    });
    const added = await applyAsPlanned(lab, cli);
    expectEqual("marks after adding", await readMarks(lab), {
      w1: { disk: "nvme", zone: "a", owner: "somebody", taints: [] },
      w2: {
        taints: ["dedicated=db:NoSchedule", "foreign=1:PreferNoSchedule", "slow=:PreferNoSchedule"],
      },
    });
    expectEqual("tasks of m1", startedTasks(added.records.get("m1") ?? []), [
      "node-object:w1",
      "node-object:w2",
      "kubernetes-object:kube-system/ConfigMap/pharos-config",
    ]);
    await cli.editConfig((file) => {
      file.deleteIn(["hosts", 1, "labels"]);
      file.setIn(
        ["hosts", 2, "taints"],
        [{ key: "dedicated", value: "cache", effect: "NoSchedule" }],
      );
    });
    await applyAsPlanned(lab, cli);
    expectEqual("marks after removing", await readMarks(lab), {
      w1: { owner: "somebody", taints: [] },
      w2: { taints: ["dedicated=cache:NoSchedule", "foreign=1:PreferNoSchedule"] },
    });
    await undo(lab, cli);
  },
};

async function undo(lab: Lab, cli: Cli): Promise<void> {
  await kubectl(lab, ["label", "node", "w1", "owner-"]);
  await kubectl(lab, ["taint", "node", "w2", "foreign-"]);
  await cli.editConfig((file) => {
    file.setIn(["hosts", 1, "labels"], { disk: "ssd" });
    file.deleteIn(["hosts", 2, "taints"]);
  });
  await applyAsPlanned(lab, cli);
}

/** Per worker its taints, and those of its labels that are not Kubernetes' own. */
async function readMarks(lab: Lab): Promise<Readonly<Record<string, object>>> {
  const workers = (await readNodes(lab)).filter(({ name }) => name.startsWith("w"));
  return Object.fromEntries(
    workers.map(({ name, labels, taints }) => [
      name,
      {
        ...Object.fromEntries(
          Object.entries(labels).filter(([key]) => !key.includes("kubernetes.io/")),
        ),
        taints,
      },
    ]),
  );
}
