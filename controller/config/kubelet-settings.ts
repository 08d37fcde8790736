import type { JsonObject } from "../../shared/spec/node-spec.ts";
import type { ClusterConfig } from "./cluster-config.ts";

/** The fields of KubeletConfiguration that cluster.yml asks for; fields of `kubelet.config` win. */
export const toKubeletFields = ({ kubelet }: ClusterConfig): JsonObject => ({
  ...(kubelet.read_only_port ? { readOnlyPort: 10255 } : {}),
  ...(Object.keys(kubelet.feature_gates).length === 0
    ? {}
    : { featureGates: kubelet.feature_gates }),
  ...(kubelet.cpu_cfs_quota === undefined ? {} : { cpuCFSQuota: kubelet.cpu_cfs_quota }),
  ...(kubelet.cpu_cfs_quota_period === undefined
    ? {}
    : { cpuCFSQuotaPeriod: kubelet.cpu_cfs_quota_period }),
  ...(kubelet.system_reserved === undefined ? {} : { systemReserved: kubelet.system_reserved }),
  ...(kubelet.kube_reserved === undefined ? {} : { kubeReserved: kubelet.kube_reserved }),
  ...kubelet.config,
});
