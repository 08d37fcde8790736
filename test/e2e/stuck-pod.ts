import type { Lab } from "../lab/lab.ts";
import { waitUntil } from "../lab/wait-until.ts";
import { kubectl } from "./kubectl.ts";
import { TOOLBOX_IMAGE } from "./toolbox-image.ts";

/** Runs one that no drain takes away; deleting the budget of its name lets it go. */
export async function startStuckPod(lab: Lab, name: string, node: string): Promise<void> {
  await kubectl(lab, ["apply", "-f", "-"], { input: renderStuckPod(name, node) });
  await waitUntil("the stuck pod to run", 60_000, async () => {
    const path = "jsonpath={.status.readyReplicas}";
    return (await kubectl(lab, ["get", "deployment", name, "-o", path])) === "1";
  });
}

/** A Deployment of one pod on one node that its budget keeps from every eviction, as JSON. */
function renderStuckPod(name: string, node: string): string {
  const labels = { app: name };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { "kubernetes.io/hostname": node },
          terminationGracePeriodSeconds: 1,
          containers: [{ name: "toolbox", image: TOOLBOX_IMAGE, args: ["serve"] }],
        },
      },
    },
  };
  const budget = {
    apiVersion: "policy/v1beta1",
    kind: "PodDisruptionBudget",
    metadata: { name },
    spec: { minAvailable: 1, selector: { matchLabels: labels } },
  };
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: [deployment, budget] });
}
