import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { kubeadmJoin } from "../tasks/kubeadm-join.ts";
import { kubeletTasks } from "./kubelet-tasks.ts";

/** A worker as a node of the cluster. */
export const workerProfile = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(kubeadmJoin, spec),
  ...kubeletTasks(spec),
];
