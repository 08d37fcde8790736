import type { FieldRules } from "./compare-fields.ts";

/** Both ends of the supported versions have these (`kubeadm config print init-defaults`). */
export const kubeletFieldRules: FieldRules = {
  defaults: {
    apiVersion: undefined,
    kind: undefined,
    cgroupDriver: undefined,
    clusterDNS: undefined,
    clusterDomain: undefined,
    containerRuntimeEndpoint: undefined,
    resolvConf: undefined,
    authentication: {
      webhook: { enabled: true },
      x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
    },
    authorization: { mode: "Webhook" },
    crashLoopBackOff: {},
    healthzBindAddress: "127.0.0.1",
    healthzPort: 10248,
    logging: {},
    memorySwap: {},
    rotateCertificates: true,
    staticPodPath: "/etc/kubernetes/manifests",
  },
  omitted: new Set([
    "enableContentionProfiling",
    "kubeAPIBurst",
    "eventBurst",
    "maxPods",
    "nodeLeaseDurationSeconds",
    "protectKernelDefaults",
    "readOnlyPort",
    "registryBurst",
    "runOnce",
    "serverTLSBootstrap",
  ]),
};

/** Flags that kubeadm gives a kubelet by itself, in one version or another. */
export const kubeadmKubeletFlags: ReadonlySet<string> = new Set([
  "cgroup-driver",
  "container-runtime",
  "container-runtime-endpoint",
  "hostname-override",
  "network-plugin",
  "pod-infra-container-image",
  "register-with-taints",
  "resolv-conf",
]);
