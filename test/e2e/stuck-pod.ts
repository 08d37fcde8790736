import { TOOLBOX_IMAGE } from "./toolbox-image.ts";

/** A Deployment of one pod on one node that its budget keeps from every eviction, as JSON. */
export function renderStuckPod(name: string, node: string): string {
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
