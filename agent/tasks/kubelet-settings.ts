import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import { changeKubelet } from "../kubeadm/change-kubelet.ts";
import { kubeadmNeeds } from "../kubeadm/kubeadm-needs.ts";
import {
  type KubeletSettingsState,
  observeKubeletSettings,
} from "../kubeadm/kubelet-settings-state.ts";
import { membershipRef } from "./kubelet-service.ts";

/**
 * Configuration and flags of this host's kubelet: later changes of them on a node that runs, taken back
 * if it does not come to life. What kubeadm has written while the host joined is as it should be.
 */
export const kubeletSettings: Task<NodeSpec, KubeletSettingsState> = {
  kind: "kubelet-settings",
  name: () => "local",
  title: () => "run the kubelet with these settings",
  reads: (spec) => [...kubeadmNeeds(spec), membershipRef(spec), "unit:kubelet.service"],
  writes: () => ["cluster:kubelet-settings"],
  owner: "kubeadm",
  check: observeKubeletSettings,
  predict: (state, spec, changed) =>
    changed.includes(membershipRef(spec)) ? { changes: [], isUnproven: false } : state,
  diff: ({ changes, isUnproven }): readonly Change[] =>
    changes.length === 0 && isUnproven
      ? [{ field: "kubelet", before: "changed, not seen alive", after: "runs" }]
      : changes,
  apply: changeKubelet,
  disruption: () => ({
    level: "restart",
    reason: "the kubelet starts anew; containers go on, none can be started for some seconds",
  }),
};
