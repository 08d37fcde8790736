import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import { uploadKubeletArguments } from "../kubeadm/kubeadm-arguments.ts";
import { observeStoredKubelet } from "../kubeadm/kubelet-settings-state.ts";
import { renderInitConfiguration } from "../kubeadm/render-init-configuration.ts";
import { withRunFile } from "../kubeadm/run-file.ts";

const PHASE_LIMIT_MS = 2 * 60_000;

/** The kubelet's configuration as kubeadm gives it to hosts that join, after this master has proved it. */
export const storedKubeletSettings: Task<NodeSpec, readonly Change[]> = {
  kind: "stored-kubelet-settings",
  name: () => "cluster",
  title: () => "store the kubelets' settings for hosts that join",
  reads: () => ["cluster:kubelet-settings", "control-plane:settings"],
  writes: () => ["cluster:stored-kubelet-settings"],
  owner: "kubeadm",
  check: observeStoredKubelet,
  diff: (changes) => changes,
  apply: async (host, spec) => {
    await withRunFile(host, "kubelet.yaml", renderInitConfiguration(spec), (path) =>
      host.programs.run({
        argv: uploadKubeletArguments(path),
        limitMs: PHASE_LIMIT_MS,
        reason: "kubeadm init phase upload-config kubelet",
      }),
    );
  },
};
