import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Lab } from "../../lab/lab.ts";
import { expect, expectEqual, expectNone } from "../expectation.ts";
import { readNodes, type SeenNode, waitForNodes } from "../kubectl.ts";
import { findLeftovers } from "../leftovers.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import { checkPodNetwork, removePods } from "../pods.ts";
import type { Scenario } from "../scenario.ts";

/** From bare hosts to Ready nodes whose pods reach each other, by exactly the steps that were shown. */
export const firstApply: Scenario = {
  name: "first-apply",
  needs: "bare",
  leaves: "formed-1-2",
  run: async ({ lab, cli, note }) => {
    const { apply, plan } = await applyAsPlanned(lab, cli);
    note(`apply ${(apply.tookMs / 1000).toFixed(1)} s`);
    note(`${plan.hosts.flatMap(({ tasks }) => tasks).length} tasks as planned`);
    const kubeconfigPath = join(cli.home, ".pharos", lab.name, "kubeconfig");
    expectEqual("mode of the kubeconfig", (await stat(kubeconfigPath)).mode & 0o777, 0o600);
    const kubeconfig = await readFile(kubeconfigPath, "utf8");
    const nodes = await waitForNodes(lab, ["m1", "w1", "w2"]);
    expectEqual(
      "the kubeconfig shows the same nodes",
      (await readNodes(lab, kubeconfig)).map(({ name }) => name),
      nodes.map(({ name }) => name),
    );
    checkNodes(nodes);
    await checkPodNetwork(lab, ["m1", "w1", "w2"]);
    await removePods(lab);
    expectNone("left on hosts", await findLeftovers(lab));
    await checkStatus(lab, (await cli.must("status")).stdout);
  },
};

function checkNodes(nodes: readonly SeenNode[]): void {
  const [m1, w1, w2] = ["m1", "w1", "w2"].map((name) => nodes.find((node) => node.name === name));
  expectEqual("taints of m1", m1?.taints, ["node-role.kubernetes.io/master=:NoSchedule"]);
  expectEqual("taints of the workers", [w1?.taints, w2?.taints], [[], []]);
  expect("m1 has the master's label", m1?.labels["node-role.kubernetes.io/master"] === "");
  expect("w1 has the worker's label", w1?.labels["node-role.kubernetes.io/worker"] === "");
  expectEqual("label disk of w1", w1?.labels["disk"], "ssd");
  expectEqual("label disk of w2", w2?.labels["disk"], undefined);
}

async function checkStatus(lab: Lab, status: string): Promise<void> {
  for (const { name } of await lab.hosts()) expect(`status shows ${name}`, status.includes(name));
}
