import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { kubeadmJoin } from "../tasks/kubeadm-join.ts";
import { kubeletService } from "../tasks/kubelet-service.ts";
import { kubeletSettings } from "../tasks/kubelet-settings.ts";
import { kubeletUpgrade } from "../tasks/kubelet-upgrade.ts";

/** A worker as a node of the cluster. */
export const workerProfile = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(kubeadmJoin, spec),
  bindTask(kubeletUpgrade, spec),
  bindTask(kubeletService, spec),
  bindTask(kubeletSettings, spec),
];
