import type { JsonObject, NodeSpec } from "../../shared/spec/node-spec.ts";
import type { KubeadmApi } from "../../shared/versions/version-row.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { controlPlaneArguments } from "./control-plane-arguments.ts";
import { renderExtraArguments } from "./extra-arguments.ts";
import { toExternalEtcd, toExtraVolumes } from "./control-plane-fields.ts";
import { apiServerNames } from "./api-server-names.ts";
import { controlPlaneEndpoint } from "./kubeadm-paths.ts";

/** kubeadm's ClusterConfiguration: what all masters share, stored by kubeadm in ConfigMap kubeadm-config. */
export const toClusterConfiguration = (spec: NodeSpec): JsonObject => {
  const { kubernetes } = spec;
  const { api } = versionRow(kubernetes.version).kubeadm;
  const flags = controlPlaneArguments(spec);
  return {
    apiVersion: `kubeadm.k8s.io/${api}`,
    kind: "ClusterConfiguration",
    kubernetesVersion: `v${kubernetes.version.replace(/^v/, "")}`,
    controlPlaneEndpoint: controlPlaneEndpoint(spec),
    imageRepository: kubernetes.imageRepository,
    networking: {
      dnsDomain: kubernetes.dnsDomain,
      podSubnet: kubernetes.podNetworkCidr,
      serviceSubnet: kubernetes.serviceCidr,
    },
    ...toDns(spec, api),
    ...toExternalEtcd(kubernetes.controlPlane),
    apiServer: {
      certSANs: apiServerNames(spec),
      ...(api === "v1beta4" ? {} : { timeoutForControlPlane: "4m0s" }),
      ...renderExtraArguments(api, "extraArgs", flags["kube-apiserver"]),
      ...toExtraVolumes(kubernetes.controlPlane.apiServerFolders),
    },
    controllerManager: {
      ...renderExtraArguments(api, "extraArgs", flags["kube-controller-manager"]),
      ...toExtraVolumes(kubernetes.controlPlane.controllerManagerFolders),
    },
    scheduler: renderExtraArguments(api, "extraArgs", flags["kube-scheduler"]),
  };
};

/** v1beta2 wants the type named; v1beta4 remembers that there is none, so that upgrades leave it out too. */
const toDns = ({ kubernetes }: NodeSpec, api: KubeadmApi): JsonObject => {
  switch (api) {
    case "v1beta2":
      return { dns: { type: "CoreDNS" } };
    case "v1beta3":
      return {};
    case "v1beta4":
      return kubernetes.dns.provider === "none" ? { dns: { disabled: true } } : {};
  }
};
