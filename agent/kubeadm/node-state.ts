import { parse } from "yaml";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { HostReader } from "../host/host.ts";
import { textAt, valueAt } from "../../shared/spec/json-path.ts";
import {
  apiServerPort,
  controlPlaneEndpoint,
  controlPlaneFiles,
  kubeadmPaths,
  nodeFiles,
} from "./kubeadm-paths.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import { findPresentFiles } from "./present-files.ts";

/** How far `kubeadm join` came on this host. */
export type NodeState =
  | { readonly kind: "absent" }
  /** The join was cut: what is here does not make a node. */
  | {
      readonly kind: "partial";
      readonly found: readonly string[];
      readonly missing: readonly string[];
    }
  /** kubelet.conf names an API server that is not this cluster's endpoint. */
  | { readonly kind: "elsewhere"; readonly server: string }
  /** Joined, but the cluster has no such node: its object was deleted, a restarted kubelet makes it again. */
  | { readonly kind: "unregistered" }
  /** The kubelet has finished by itself what kubeadm began: the token that it came with is still on the disk. */
  | { readonly kind: "unfinished" }
  /** A master that lacks the last step of its join, the label. */
  | { readonly kind: "unmarked" }
  /** Joined as far as the disk shows; nobody answers who could say more. */
  | { readonly kind: "stopped"; readonly reason: string }
  | { readonly kind: "joined" };

/** Looks at the results of join's phases, as worker or as master. Total, like all checks. */
export const observeNode = async (host: HostReader, spec: NodeSpec): Promise<NodeState> => {
  const server = await findOtherServer(host, spec);
  if (server !== undefined) return { kind: "elsewhere", server };
  const wanted = spec.role === "master" ? [...nodeFiles, ...controlPlaneFiles(spec)] : nodeFiles;
  const { found, missing } = await findPresentFiles(host, wanted);
  const remains = await findPresentFiles(host, [kubeadmPaths.bootstrapConf]);
  if (found.length === 0 && remains.found.length === 0) return { kind: "absent" };
  if (missing.length > 0) return { kind: "partial", found: [...found, ...remains.found], missing };
  const state = await observeNodeObject(host, spec);
  return state.kind === "joined" && remains.found.length > 0 ? { kind: "unfinished" } : state;
};

/** The API server in kubelet.conf if it is not this cluster's endpoint. */
export const findOtherServer = async (
  host: Pick<HostReader, "files">,
  spec: NodeSpec,
): Promise<string | undefined> => {
  const server = readServer(await host.files.read(kubeadmPaths.kubeletConf));
  return server === undefined || expectedServers(spec).includes(server) ? undefined : server;
};

const observeNodeObject = async (host: HostReader, spec: NodeSpec): Promise<NodeState> => {
  const answer = await host.kubernetes.get("node", `/api/v1/nodes/${spec.host}`);
  const silence = silenceOf(answer);
  if (silence !== undefined) return { kind: "stopped", reason: silence };
  if (answer.kind !== "ok") return { kind: "unregistered" };
  const [label = ""] = versionRow(spec.kubernetes.version).controlPlane.labels;
  const marked = valueAt(answer.object, "metadata", "labels", label) !== undefined;
  return spec.role === "master" && !marked ? { kind: "unmarked" } : { kind: "joined" };
};

/** From 1.33 on kubeadm points a master's kubelet at the API server beside it. */
const expectedServers = (spec: NodeSpec): readonly string[] => [
  `https://${controlPlaneEndpoint(spec)}`,
  ...(spec.role === "master" ? [`https://${bracketed(spec.address)}:${apiServerPort}`] : []),
];

const bracketed = (address: string): string => (address.includes(":") ? `[${address}]` : address);

/** The API server of a kubeconfig; `undefined` if the text is none or names none. */
const readServer = (kubeconfig: string | undefined): string | undefined => {
  if (kubeconfig === undefined) return undefined;
  try {
    return textAt(parse(kubeconfig), "clusters", 0, "cluster", "server");
  } catch {
    return undefined;
  }
};
