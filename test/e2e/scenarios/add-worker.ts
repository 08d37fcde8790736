import { expectEqual, expectNone } from "../expectation.ts";
import { startedTasks } from "../journal.ts";
import { waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

/** A host that is new in cluster.yml joins; the others get a route to it, and nothing else happens to them. */
export const addWorker: Scenario = {
  name: "add-worker",
  needs: "formed-1-2",
  turn: 1,
  run: async ({ lab, cli, note }) => {
    await lab.addWorkers(1);
    await cli.writeConfig();
    const { records, apply } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    const tasksOf = (host: string): readonly string[] => startedTasks(records.get(host) ?? []);
    for (const host of ["w1", "w2"]) {
      expectEqual(`tasks of ${host}`, tasksOf(host), ["host-routes:all", "firewall:inet-pharos"]);
    }
    expectEqual("tasks of m1", tasksOf("m1"), [
      "host-routes:all",
      "firewall:inet-pharos",
      "node-object:w3",
      "kubernetes-object:kube-system/ConfigMap/pharos-config",
    ]);
    await waitForNodes(lab, ["m1", "w1", "w2", "w3"]);
    await checkPodNetwork(lab, ["w1", "w3"]);
    expectNone("left on hosts", await findLeftovers(lab));
  },
};
