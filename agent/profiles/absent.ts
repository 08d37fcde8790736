import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Ref } from "../engine/ref.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { kubeadmReset } from "../tasks/kubeadm-reset.ts";
import { unit } from "../tasks/unit.ts";
import { absentApiProxyTasks } from "./api-proxy-tasks.ts";
import { absentFirewallTasks, FIREWALL_GONE } from "./firewall-tasks.ts";
import { absentControlPlaneTasks } from "./control-plane.ts";
import { absentKubeletTasks } from "./kubelet-tasks.ts";
import { absentNetworkTasks } from "./network.ts";
import { absentPackageTasks } from "./package-tasks.ts";
import { absentRuntimeTasks, RUNTIME_GONE } from "./runtime-tasks.ts";
import { absentSystemTasks } from "./system-tasks.ts";

/**
 * All that the other profiles made, gone: Kubernetes first, while its runtime and its way to the API
 * still work, packages after what runs from them, settings at any time. The agent is not in it.
 */
export const absentProfile = (spec: NodeSpec): readonly BoundTask[] => [
  bindTask(kubeadmReset, spec),
  bindTask(unit, {
    ensure: "stopped",
    unit: "kubelet.service",
    needs: AFTER_RESET,
    stoppedBy: AFTER_RESET,
  }),
  ...absentControlPlaneTasks(AFTER_RESET),
  ...absentKubeletTasks(AFTER_RESET),
  ...absentNetworkTasks(spec, AFTER_RESET),
  ...absentFirewallTasks(),
  ...absentApiProxyTasks(AFTER_RESET),
  ...absentRuntimeTasks(spec, AFTER_RESET),
  ...absentPackageTasks(spec, STOPPED),
  ...absentSystemTasks(spec),
];

const AFTER_RESET: readonly Ref[] = ["cluster:joined"];

const STOPPED: readonly Ref[] = [
  "unit:kubelet.service",
  "unit:pharos-api-proxy.service",
  "unit:pharos-masquerade.service",
  ...FIREWALL_GONE,
  ...RUNTIME_GONE,
];
