import type { JsonObject, JsonValue, NodeSpec } from "../../shared/spec/node-spec.ts";

/**
 * KubeletConfiguration, stored by kubeadm for all nodes. What cluster.yml passes through is merged
 * over ours; fields that are not here are kubeadm's and the kubelet's defaults.
 */
export const toKubeletConfiguration = ({ kubernetes, runtime }: NodeSpec): JsonObject =>
  mergeObjects(
    {
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      cgroupDriver: runtime.cgroupDriver,
      ...(kubernetes.kubelet.resolvConf === undefined
        ? {}
        : { resolvConf: kubernetes.kubelet.resolvConf }),
    },
    kubernetes.kubelet.config,
  );

/** KubeProxyConfiguration, stored by kubeadm for the DaemonSet. */
export const toKubeProxyConfiguration = ({ kubernetes, network }: NodeSpec): JsonObject => ({
  apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
  kind: "KubeProxyConfiguration",
  clusterCIDR: network.clusterCidr,
  mode: kubernetes.kubeProxy.mode,
  ...(Object.keys(kubernetes.kubeProxy.conntrack).length === 0
    ? {}
    : { conntrack: kubernetes.kubeProxy.conntrack }),
});

/** `over` wins, member by member. */
export const mergeObjects = (under: JsonObject, over: JsonObject): JsonObject => {
  const merged: Record<string, JsonValue> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] = isObject(below) && isObject(value) ? mergeObjects(below, value) : value;
  }
  return merged;
};

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
