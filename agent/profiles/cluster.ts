import type { ClusterObjectsSpec, NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { kubernetesObject } from "../tasks/kubernetes-object.ts";
import { nodeObject } from "../tasks/node-object.ts";
import { stackTasks } from "./stack-tasks.ts";

/**
 * What the master that keeps the cluster's own objects does for all; nothing on the others. Only a run
 * makes it: a master that was away may hold a spec that another one's has followed.
 */
export const clusterProfile = ({ clusterObjects }: NodeSpec): readonly BoundTask[] =>
  clusterObjects === undefined
    ? []
    : clusterTasks(clusterObjects).map((task) => ({ ...task, owner: "the next apply" }));

const clusterTasks = (clusterObjects: ClusterObjectsSpec): readonly BoundTask[] => [
  ...clusterObjects.nodes.map((node) => bindTask(nodeObject, node)),
  bindTask(kubernetesObject, {
    object: {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "pharos-config", namespace: "kube-system" },
      data: { "cluster.yml": clusterObjects.storedConfiguration },
    },
  }),
  ...stackTasks(clusterObjects),
];
