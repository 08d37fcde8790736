import { eachHost, type HostCheck } from "./host-problem.ts";

/**
 * A cluster that runs keeps its release: a new one takes kubeadm's upgrade, host by host, which this
 * version does not do. Replacing packages alone would leave kubelets newer than their API server.
 */
export const checkUpgrade: HostCheck = eachHost(({ facts, probe }, { kubernetes }) => {
  // `1.30.4-1.1`: upstream's version, then Debian's revision.
  const installed = facts.packages["kubelet"]?.replace(/-[^-]*$/, "");
  const isNode = probe.isMember && facts.kubernetes.joined;
  if (!isNode || installed === undefined || installed === kubernetes.version) return [];
  return [
    {
      severity: "error",
      code: "UPGRADE_UNSUPPORTED",
      message: `runs Kubernetes ${installed}, and kubernetes.version is ${kubernetes.version}: upgrades are not supported by this version yet`,
      hint: `set kubernetes.version: "${installed}"`,
    },
  ];
});
