import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { textAt } from "../../shared/spec/json-path.ts";
import { nodePath } from "../kubernetes/node-marks.ts";
import { toUpstreamVersion } from "../apt/debian-version.ts";

/** Kubernetes on a node, by upstream versions: `1.20.2`. */
export interface NodeVersions {
  /** Of packages that are installed and configured. */
  readonly packages: ReadonlyMap<string, string>;
  /** Of the kubelet that runs, as its node tells; `undefined`: nobody could be asked. */
  readonly running: string | undefined;
}

const PACKAGES = ["kubeadm", "kubectl", "kubelet"] as const;

/** `undefined`: the host is no node yet, so its first installation brings the right versions. */
export const observeNodeVersions = async (
  host: HostReader,
  spec: NodeSpec,
): Promise<NodeVersions | undefined> => {
  if ((await host.files.stat(kubeadmPaths.kubeletConf)) === undefined) return undefined;
  const [installed, node] = await Promise.all([
    host.packages.installed(PACKAGES),
    host.kubernetes.get("node", nodePath(spec.host)),
  ]);
  const running =
    node.kind === "ok" ? textAt(node.object, "status", "nodeInfo", "kubeletVersion") : undefined;
  return {
    packages: new Map(
      [...installed].flatMap(([name, { version, configured }]) =>
        configured ? [[name, toUpstreamVersion(version)] as const] : [],
      ),
    ),
    running: running?.replace(/^v/, ""),
  };
};

/** Packages that have another version than is wanted; one that is missing is no upgrade's matter. */
export const diffPackages = (
  { packages }: NodeVersions,
  names: readonly string[],
  wanted: string,
): readonly Change[] =>
  names.flatMap((field) => {
    const before = packages.get(field);
    return before === undefined || before === wanted ? [] : [{ field, before, after: wanted }];
  });
