import { parse } from "yaml";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import { controlPlaneComponents } from "../../shared/kubeadm/kubeadm-flags.ts";
import { manifestPath } from "../kubeadm/static-pod.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { diffPackages, type NodeVersions, observeNodeVersions } from "./node-versions.ts";

/** Of a master's control plane: `1.20.2`. */
export interface ControlPlaneVersions extends NodeVersions {
  /** By the images of the manifests. */
  readonly components: ReadonlyMap<string, string>;
  /** Of the cluster, as kubeadm keeps it; `undefined`: nobody could be asked. */
  readonly stored: string | undefined;
}

/** `undefined`: there is no control plane here yet. */
export const observeControlPlaneVersions = async (
  host: HostReader,
  spec: NodeSpec,
): Promise<ControlPlaneVersions | undefined> => {
  const [versions, components] = await Promise.all([
    observeNodeVersions(host, spec),
    readComponents(host),
  ]);
  if (versions === undefined || components.size === 0) return undefined;
  return { ...versions, components, stored: await readStored(host) };
};

/** The cluster's own version is the first master's to change. */
export const diffControlPlane = (
  state: ControlPlaneVersions,
  { kubernetes: { version, bootstrap } }: NodeSpec,
): readonly Change[] => {
  const kept =
    bootstrap === "init" && state.stored !== undefined ? [["cluster", state.stored]] : [];
  const parts = [...state.components, ...kept];
  return [
    ...diffPackages(state, ["kubeadm"], version),
    ...parts.flatMap(([field = "", before = ""]) =>
      before === version ? [] : [{ field, before, after: version }],
    ),
  ];
};

const readComponents = async (host: HostReader): Promise<ReadonlyMap<string, string>> => {
  const found = await Promise.all(
    controlPlaneComponents.map(async (component) => {
      const text = await host.files.read(manifestPath(component));
      const version = text === undefined ? undefined : readTag(text);
      return version === undefined ? [] : [[component, version] as const];
    }),
  );
  return new Map(found.flat());
};

/** A manifest that somebody pinned by digest or gave a tag of their own tells no version. */
const readTag = (manifest: string): string | undefined => {
  const image = textAt(parseYaml(manifest), "spec", "containers", 0, "image") ?? "";
  return /:v(\d+\.\d+\.\d+)$/.exec(image)?.[1];
};

const CONFIG_MAP = "/api/v1/namespaces/kube-system/configmaps/kubeadm-config";

const readStored = async (host: HostReader): Promise<string | undefined> => {
  const answer = await host.kubernetes.get("admin", CONFIG_MAP);
  if (answer.kind !== "ok") return undefined;
  const text = textAt(answer.object, "data", "ClusterConfiguration") ?? "";
  return textAt(parseYaml(text), "kubernetesVersion")?.replace(/^v/, "");
};

const parseYaml = (text: string): unknown => {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
};
