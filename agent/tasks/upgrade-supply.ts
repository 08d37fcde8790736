import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { findPackages } from "../apt/install-packages.ts";
import type { Task } from "../engine/task.ts";
import { runtimePlace } from "../runtime/runtime-place.ts";
import { observeNodeVersions } from "../upgrade/node-versions.ts";

export interface UpgradeSupplyState {
  /** The node runs another version than is wanted. */
  readonly isDue: boolean;
  /** Of those that an upgrade takes. */
  readonly packages: readonly string[];
  readonly images: readonly string[];
}

const ARCHIVES = "/var/cache/apt/archives";
const PACKAGES = ["kubeadm", "kubectl", "kubelet"];
const CONTROL_PLANE = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/**
 * Packages and images of an upgrade, on every host before the first one changes: what is not to be had
 * is known then, and a host is away for no longer than its programs take to start.
 */
export const upgradeSupply: Task<NodeSpec, UpgradeSupplyState> = {
  kind: "upgrade-supply",
  name: () => "node",
  title: ({ kubernetes }) => `fetch Kubernetes ${kubernetes.version}`,
  reads: (spec) => ["apt-sources:all", `unit:${runtimePlace(spec).unit}`],
  writes: () => ["version:supply"],
  owner: "the next apply",
  check: async (host, spec) => {
    const { version } = spec.kubernetes;
    const versions = await observeNodeVersions(host, spec);
    const isDue = versions !== undefined && versions.packages.get("kubelet") !== version;
    if (!isDue) return { isDue, packages: [], images: [] };
    const [files = [], images = new Set<string>()] = await Promise.all([
      host.files.list(ARCHIVES),
      host.runtime.images(),
    ]);
    return {
      isDue,
      packages: PACKAGES.filter(
        (name) => !files.some((file) => file.startsWith(`${name}_${version}-`)),
      ),
      images: imagesOf(spec).filter((image) => !images.has(image)),
    };
  },
  diff: ({ packages, images }, { kubernetes }) => [
    ...packages.map((field) => ({ field, after: `${kubernetes.version} fetched` })),
    ...images.map((field) => ({ field, after: "fetched" })),
  ],
  apply: async (host, spec, changes) => {
    const { version } = spec.kubernetes;
    const fields = new Set(changes.map(({ field }) => field));
    const wanted = PACKAGES.filter((name) => fields.has(name)).map((name) => ({ name, version }));
    await host.packages.download(await findPackages(host, wanted));
    for (const image of imagesOf(spec).filter((name) => fields.has(name)))
      await host.runtime.pullImage(image);
  },
};

const imagesOf = ({ role, kubernetes }: NodeSpec): readonly string[] => {
  const names = [...(role === "master" ? CONTROL_PLANE : []), "kube-proxy"];
  return names.map((name) => `${kubernetes.imageRepository}/${name}:v${kubernetes.version}`);
};
