import { parse } from "yaml";
import { isRecord, listAt, textAt, textsAt, valueAt } from "../../shared/spec/json-path.ts";
import type { FoundCluster } from "./found-cluster.ts";

/** Of kubeadm's ClusterConfiguration what an adoption goes by, in no version's form. */
export interface KubeadmConfiguration {
  /** As it is stored. */
  readonly stored: unknown;
  /** Without the `v`. */
  readonly version: string;
  readonly clusterName: string;
  /** Empty: the first master's API server. */
  readonly controlPlaneEndpoint: string;
  readonly imageRepository: string | undefined;
  readonly serviceSubnet: string | undefined;
  readonly podSubnet: string | undefined;
  readonly certificateNames: readonly string[];
  /** Flags that somebody has set, by the name of the part: `apiServer`. */
  readonly extraArgs: Readonly<Record<KubeadmPart, Readonly<Record<string, string>>>>;
  /** Of those the ones that are given more than once, which v1beta4 lets: `apiServer --service-account-issuer`. */
  readonly repeatedArgs: readonly string[];
}

export type KubeadmPart = "apiServer" | "controllerManager" | "scheduler";

export const parseKubeadmConfiguration = (text: string): KubeadmConfiguration => {
  const stored = parseYaml(text);
  const at = (...path: readonly string[]): string | undefined => {
    const text = textAt(stored, ...path);
    return text === "" ? undefined : text;
  };
  return {
    stored,
    version: (at("kubernetesVersion") ?? "").replace(/^v/, ""),
    clusterName: at("clusterName") ?? "kubernetes",
    controlPlaneEndpoint: at("controlPlaneEndpoint") ?? "",
    imageRepository: at("imageRepository"),
    serviceSubnet: at("networking", "serviceSubnet"),
    podSubnet: at("networking", "podSubnet"),
    certificateNames: listAt(stored, "apiServer", "certSANs").map(String),
    extraArgs: {
      apiServer: toFlags(valueAt(stored, "apiServer", "extraArgs")),
      controllerManager: toFlags(valueAt(stored, "controllerManager", "extraArgs")),
      scheduler: toFlags(valueAt(stored, "scheduler", "extraArgs")),
    },
    repeatedArgs: (["apiServer", "controllerManager", "scheduler"] as const).flatMap((part) => {
      const names = listAt(stored, part, "extraArgs").map((flag) => textAt(flag, "name") ?? "");
      const repeated = names.filter((name, at) => names.indexOf(name) !== at);
      return [...new Set(repeated)].map((name) => `${part} --${name}`);
    }),
  };
};

/** A map up to v1beta3, a list of name and value from v1beta4 on. */
const toFlags = (extraArgs: unknown): Readonly<Record<string, string>> =>
  Array.isArray(extraArgs)
    ? Object.fromEntries(
        extraArgs.map((flag) => [textAt(flag, "name") ?? "", textAt(flag, "value") ?? ""]),
      )
    : textsAt(extraArgs);

export const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};

export const recordOf = (text: string | undefined): Readonly<Record<string, unknown>> => {
  const value = parseYaml(text ?? "");
  return isRecord(value) ? value : {};
};

/** Where nodes reach the API: what kubeadm was told, else the only master's own API server. */
export const endpointOf = (
  { controlPlaneEndpoint }: KubeadmConfiguration,
  { hosts }: Pick<FoundCluster, "hosts">,
): string => {
  if (controlPlaneEndpoint === "") return `${bracketed(masterAddress(hosts))}:6443`;
  return /:\d+$/.test(controlPlaneEndpoint) && !/^[0-9A-Fa-f:]+$/.test(controlPlaneEndpoint)
    ? controlPlaneEndpoint
    : `${bracketed(controlPlaneEndpoint)}:6443`;
};

const masterAddress = (hosts: FoundCluster["hosts"]): string => {
  const master = hosts.find(({ role }) => role === "master");
  return master?.node.address ?? master?.named.address ?? "";
};

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);
