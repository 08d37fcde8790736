import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import {
  observeProxySettings,
  PROXY_CONFIG_KEY,
  PROXY_CONFIG_MAP,
  PROXY_DAEMON_SET,
  PROXY_SETTINGS_MARK,
  type ProxySettingsState,
  renderProxySettings,
} from "../kubeadm/kube-proxy-settings-state.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";

/**
 * Settings of kube-proxy on a cluster that runs: stored, then its pods start anew, one node at a time as
 * its DaemonSet has it. Pods that do not come up with them keep the rollout at the first node. What
 * kubeadm has written at the cluster's start is as it should be.
 */
export const kubeProxySettings: Task<NodeSpec, ProxySettingsState> = {
  kind: "kube-proxy-settings",
  name: () => "cluster",
  title: () => "run kube-proxy with these settings",
  reads: () => ["control-plane:settings"],
  writes: () => ["cluster:kube-proxy-settings"],
  owner: "kubeadm",
  check: observeProxySettings,
  diff: ({ changes, rollout }) =>
    changes.length === 0 && rollout !== "done"
      ? [{ field: "kube-proxy", before: "runs with older settings", after: "runs with these" }]
      : changes,
  leave: ({ changes, rollout }) =>
    changes.length === 0 && rollout === "going on"
      ? [{ field: "kube-proxy", kind: "unsettled", reason: "its pods start anew, node by node" }]
      : [],
  apply: async (host, spec) => {
    const { changes, rollout, config } = await observeProxySettings(host, spec);
    if (config === undefined || (changes.length === 0 && rollout !== "not begun")) return;
    const { text, mark } = renderProxySettings(config, spec);
    const annotations = { [PROXY_SETTINGS_MARK]: mark };
    const stored = await host.kubernetes.patch(PROXY_CONFIG_MAP, {
      metadata: { annotations },
      data: { [PROXY_CONFIG_KEY]: text },
    });
    requireObject(stored, "ConfigMap kube-system/kube-proxy");
    const marked = await host.kubernetes.patch(PROXY_DAEMON_SET, {
      spec: { template: { metadata: { annotations } } },
    });
    requireObject(marked, "DaemonSet kube-system/kube-proxy");
  },
  settle: { limitMs: 5 * 60_000, reason: "kube-proxy's pods start anew, node by node" },
  disruption: () => ({
    level: "restart",
    reason: "kube-proxy starts anew on every node, one after the other; connections go on",
  }),
};
