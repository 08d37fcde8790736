import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { type BoundTask, bindTask } from "../engine/task.ts";
import { upgradeSupply } from "../tasks/upgrade-supply.ts";
import { apiProxyTasks } from "./api-proxy-tasks.ts";
import { packageTasks } from "./package-tasks.ts";
import { runtimeTasks } from "./runtime-tasks.ts";
import { systemTasks } from "./system-tasks.ts";

/** All that a host is before it belongs to a cluster: settings, packages, runtime, API endpoint. */
export const hostProfile = (spec: NodeSpec): readonly BoundTask[] => [
  ...systemTasks(spec),
  ...packageTasks(spec),
  ...runtimeTasks(spec),
  // Nodes go where they went before us, and a balancer of this host may be one of somebody else's.
  ...(spec.kubernetes.adopted === undefined ? apiProxyTasks(spec) : []),
  bindTask(upgradeSupply, spec),
];
