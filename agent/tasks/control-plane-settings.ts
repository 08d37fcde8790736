import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import { changeComponent } from "../kubeadm/change-component.ts";
import { uploadConfiguration } from "../kubeadm/api-certificate.ts";
import {
  type ComponentState,
  observeSettings,
  type SettingsState,
} from "../kubeadm/settings-state.ts";

/**
 * Flags and folders of this master's API server, controller manager and scheduler, and etcd's
 * addresses: later changes of them on a running cluster, one component after the other, each taken
 * back if it does not come to life. Once all run, the first master stores them for those that join.
 */
export const controlPlaneSettings: Task<NodeSpec, SettingsState> = {
  kind: "control-plane-settings",
  name: () => "local",
  title: () => "run the control plane with these settings",
  reads: ({ kubernetes }) => [
    "control-plane:local",
    "version:control-plane",
    ...kubernetes.controlPlane.files.map(({ path }) => `file:${path}` as const),
  ],
  writes: () => ["control-plane:settings"],
  owner: "kubeadm",
  check: observeSettings,
  diff: ({ components, stored }) => [...components.flatMap(toChanges), ...stored],
  apply: async (host, spec) => {
    const { components } = await observeSettings(host, spec);
    for (const state of components)
      if (toChanges(state).length > 0) await changeComponent(host, state.component, spec);
    const { stored } = await observeSettings(host, spec);
    if (stored.length > 0) await uploadConfiguration(host, spec);
  },
  disruption: (changes) =>
    changes.some(({ field }) => field !== "kubeadm-config")
      ? { level: "restart", reason: "components of this master's control plane start anew" }
      : { level: "none", reason: "" },
};

const toChanges = ({ component, changes, isUnproven }: ComponentState): readonly Change[] =>
  changes.length === 0 && isUnproven
    ? [{ field: component, before: "changed, not seen alive", after: "runs" }]
    : changes;
