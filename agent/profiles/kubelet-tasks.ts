import { KUBELET_FOLDER, type NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { directory } from "../tasks/directory.ts";
import { kubeletService } from "../tasks/kubelet-service.ts";
import { kubeletSettings } from "../tasks/kubelet-settings.ts";
import { kubeletUpgrade } from "../tasks/kubelet-upgrade.ts";
import { placedFileTasks } from "./placed-file-tasks.ts";

/** The kubelet of a node, a master's too. */
export const kubeletTasks = (spec: NodeSpec): readonly BoundTask[] => [
  ...placedFileTasks(spec.kubernetes.kubelet.files, [KUBELET_FOLDER], "cluster:kubelet-settings"),
  bindTask(kubeletUpgrade, spec),
  bindTask(kubeletService, spec),
  bindTask(kubeletSettings, spec),
];

/** What its flags name, gone. */
export const absentKubeletTasks = (needs: readonly Ref[]): readonly BoundTask[] => [
  bindTask(directory, { ensure: "absent", path: KUBELET_FOLDER, needs }),
];
