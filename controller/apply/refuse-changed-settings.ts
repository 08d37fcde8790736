import { isDeepStrictEqual } from "node:util";
import { runtimeChanged, settingsChanged } from "../../shared/errors/run-errors.ts";
import { isProxyModeExchangeable } from "../../shared/kubeadm/proxy-mode.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { acceptedSpec } from "../cluster/host-link.ts";
import type { HostDesign } from "./design-cluster.ts";

/**
 * Settings that kubeadm writes down while a host joins are not changed later by this version: a plan
 * that showed only the stored configuration would look as if they were. Throws `SETTINGS_CHANGED`,
 * or `RUNTIME_CHANGED`: containers of one runtime are not another's.
 */
export const refuseChangedSettings = (
  hosts: readonly Pick<HostDesign, "name" | "link" | "spec">[],
): void => {
  for (const { name, link, spec } of hosts) {
    const accepted = acceptedSpec(link);
    if (accepted === undefined || accepted.ensure === "absent") continue;
    if (!link.facts.kubernetes.joined) continue;
    const [from, to] = [accepted.runtime.kind, spec.runtime.kind];
    if (from !== to) throw runtimeChanged({ host: name, role: spec.role, from, to });
    const changed = settings.find(
      ({ read, isChangeable }) =>
        !isDeepStrictEqual(comparable(read(accepted)), comparable(read(spec))) &&
        isChangeable?.(accepted, spec) !== true,
    );
    if (changed !== undefined) throw settingsChanged({ host: name, key: changed.key });
  }
};

interface FixedSetting {
  readonly key: string;
  readonly read: (spec: NodeSpec) => unknown;
  /** Where it can be changed all the same. Default: never. */
  readonly isChangeable?: (accepted: NodeSpec, spec: NodeSpec) => boolean;
}

const settings: readonly FixedSetting[] = [
  { key: "kubelet.cgroup_driver", read: ({ runtime }) => runtime.cgroupDriver },
  { key: "cloud", read: ({ kubernetes }) => kubernetes.kubelet.extraArgs["cloud-provider"] },
  {
    key: "etcd",
    read: ({ role, kubernetes }) =>
      role === "master" && kubernetes.controlPlane.externalEtcd !== undefined,
  },
  {
    key: "kube_proxy.mode",
    read: ({ kubernetes }) => kubernetes.kubeProxy.mode,
    // While a version changes as well, kube-proxies of the older one are still there.
    isChangeable: ({ kubernetes: before }, { kubernetes: after }) =>
      [before.version, after.version].every((version) =>
        isProxyModeExchangeable(before.kubeProxy.mode, after.kubeProxy.mode, version),
      ),
  },
  { key: "image_repository", read: ({ kubernetes }) => kubernetes.imageRepository },
  { key: "network.dns.provider", read: ({ kubernetes }) => kubernetes.dns.provider },
];

/** Key order and the prototypes that decoding leaves mean nothing. */
const comparable = (value: unknown): unknown =>
  value === undefined ? undefined : JSON.parse(JSON.stringify(value));
