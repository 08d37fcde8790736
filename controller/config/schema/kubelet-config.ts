import * as z from "zod";
import { duration } from "./durations.ts";
import { extraArguments } from "./extra-arguments.ts";
import { textWith } from "./rule.ts";

/** Fields of KubeletConfiguration that follow from keys of cluster.yml. */
const ownFields: Readonly<Record<string, string>> = {
  apiVersion: "it follows from the version; remove it",
  kind: "remove it",
  cgroupDriver: "use kubelet.cgroup_driver",
  featureGates: "use kubelet.feature_gates",
  clusterDNS: "it follows from network.service_cidr",
  clusterDomain: "it is cluster.local",
  staticPodPath: "kubeadm keeps its files there",
  rotateCertificates: "agents rely on it",
};

const configField = textWith((field) => {
  const hint = ownFields[field];
  return hint === undefined ? undefined : { message: `"${field}" is set by pharosctl`, hint };
});

const quantities = z.record(z.string(), z.string());

export const FeatureGates = z.record(z.string(), z.boolean());
export type FeatureGates = z.infer<typeof FeatureGates>;

export const KubeletConfig = z.strictObject({
  read_only_port: z.boolean().default(false).describe("Serve the unauthenticated port 10255."),
  cgroup_driver: z
    .enum(["systemd", "cgroupfs"])
    .optional()
    .describe("Found from the host if absent; containerd gets the same."),
  feature_gates: FeatureGates.default({}).describe("Feature gates by name."),
  cpu_cfs_quota: z.boolean().optional().describe("Enforce CPU limits."),
  cpu_cfs_quota_period: duration("1ms").optional().describe("Period of CPU limits."),
  system_reserved: quantities
    .optional()
    .describe("Resources kept for the system, such as `memory: 256Mi`."),
  kube_reserved: quantities.optional().describe("Resources kept for Kubernetes."),
  config: z
    .record(configField, z.json())
    .default({})
    .describe("Further fields of KubeletConfiguration, as Kubernetes names them."),
  extra_args: extraArguments("kubelet"),
});
export type KubeletConfig = z.infer<typeof KubeletConfig>;
