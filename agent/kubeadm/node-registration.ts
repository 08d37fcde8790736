import type { JsonObject, NodeSpec, Taint } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import { CNI_CONFIG_DIRECTORY } from "../network/render-conflist.ts";
import { renderExtraArguments } from "./extra-arguments.ts";
import { runtimePlace } from "../runtime/runtime-place.ts";
import { apiServerPort } from "./kubeadm-paths.ts";

/**
 * How a node enters the cluster. Taints are always written out: where the field is missing, kubeadm
 * taints masters by itself, and an empty list is how a master says that it takes workloads.
 */
export const toNodeRegistration = (spec: NodeSpec): JsonObject => {
  const { kubeadm } = versionRow(spec.kubernetes.version);
  return {
    name: spec.host,
    criSocket: toCriSocket(spec),
    taints: spec.kubernetes.registerTaints.map((taint) => toTaint(taint)),
    ...renderExtraArguments(kubeadm.api, "kubeletExtraArgs", toKubeletFlags(spec)),
  };
};

/** Flags of the kubelet that are ours or the user's; kubeadm adds its own. */
export const toKubeletFlags = (spec: NodeSpec): Readonly<Record<string, string>> => ({
  "node-ip": spec.address,
  ...toRuntimeFlags(spec),
  ...spec.kubernetes.kubelet.extraArgs,
});

/** The runtime's socket as kubeadm of this version likes it. */
export const toCriSocket = (spec: NodeSpec): string =>
  versionRow(spec.kubernetes.version).kubeadm.criSocketScheme
    ? `unix://${runtimePlace(spec).socket}`
    : runtimePlace(spec).socket;

/** Where this master's API server listens: the address that the other members use. */
export const toLocalApiEndpoint = (spec: NodeSpec): JsonObject => ({
  advertiseAddress: spec.address,
  bindPort: apiServerPort,
});

/**
 * Old kubelets must be told of the runtime by flags. kubeadm 1.20 names the sandbox image only to
 * Docker; without it the kubelet's image collection deletes it under the runtime.
 */
const toRuntimeFlags = (spec: NodeSpec): Readonly<Record<string, string>> => {
  if (!versionRow(spec.kubernetes.version).kubelet.runtimeFlags) return {};
  const image = { "pod-infra-container-image": spec.runtime.sandboxImage };
  if (spec.runtime.kind === "docker" && spec.runtime.criDockerd === undefined)
    return {
      ...image,
      "container-runtime": "docker",
      "network-plugin": "cni",
      "cni-bin-dir": "/opt/cni/bin",
      "cni-conf-dir": CNI_CONFIG_DIRECTORY,
    };
  return {
    ...image,
    "container-runtime": "remote",
    "container-runtime-endpoint": `unix://${runtimePlace(spec).socket}`,
  };
};

const toTaint = ({ key, value, effect }: Taint): JsonObject =>
  value === undefined ? { key, effect } : { key, value, effect };
