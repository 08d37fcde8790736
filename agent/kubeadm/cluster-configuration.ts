import type { JsonObject, NodeSpec } from "../../shared/spec/node-spec.ts";
import type { KubeadmApi } from "../../shared/versions/version-row.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { type ExtraArguments, renderExtraArguments } from "./extra-arguments.ts";
import { controlPlaneEndpoint } from "./kubeadm-paths.ts";

/** kubeadm's ClusterConfiguration: what all masters share, stored by kubeadm in ConfigMap kubeadm-config. */
export const toClusterConfiguration = (spec: NodeSpec): JsonObject => {
  const { kubernetes } = spec;
  const { api } = versionRow(kubernetes.version).kubeadm;
  return {
    apiVersion: `kubeadm.k8s.io/${api}`,
    kind: "ClusterConfiguration",
    kubernetesVersion: `v${kubernetes.version.replace(/^v/, "")}`,
    controlPlaneEndpoint,
    imageRepository: kubernetes.imageRepository,
    networking: {
      dnsDomain: kubernetes.dnsDomain,
      podSubnet: kubernetes.podNetworkCidr,
      serviceSubnet: kubernetes.serviceCidr,
    },
    ...toDns(spec, api),
    apiServer: toApiServer(spec, api),
    controllerManager: toControllerManager(spec, api),
    scheduler: toComponent(spec, api, kubernetes.controlPlane.schedulerExtraArgs),
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

const toApiServer = (spec: NodeSpec, api: KubeadmApi): JsonObject => ({
  certSANs: [...new Set(["127.0.0.1", spec.address, ...spec.kubernetes.certificateSans])],
  ...(api === "v1beta4" ? {} : { timeoutForControlPlane: "4m0s" }),
  ...toComponent(spec, api, spec.kubernetes.controlPlane.apiServerExtraArgs),
});

/** With the bridge network pod CIDRs come from the membership, so nobody else may hand them out. */
const toControllerManager = (spec: NodeSpec, api: KubeadmApi): JsonObject =>
  toComponent(spec, api, {
    "allocate-node-cidrs": spec.network.provider === "bridge" ? "false" : undefined,
    ...spec.kubernetes.controlPlane.controllerManagerExtraArgs,
  });

const toComponent = (spec: NodeSpec, api: KubeadmApi, flags: ExtraArguments): JsonObject =>
  renderExtraArguments(api, "extraArgs", {
    "feature-gates": toFeatureGates(spec.kubernetes.controlPlane.featureGates),
    ...flags,
  });

const toFeatureGates = (gates: Readonly<Record<string, boolean>>): string | undefined => {
  const names = Object.keys(gates).toSorted();
  return names.length === 0 ? undefined : names.map((name) => `${name}=${gates[name]}`).join(",");
};
