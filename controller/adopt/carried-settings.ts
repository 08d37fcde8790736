import { isDeepStrictEqual } from "node:util";
import { compareFields } from "../../shared/kubeadm/compare-fields.ts";
import { parseFlags } from "../../shared/kubeadm/component-flags.ts";
import {
  type ControlPlaneComponent,
  controlPlaneComponents,
  kubeadmFlags,
} from "../../shared/kubeadm/kubeadm-flags.ts";
import { kubeadmKubeletFlags, kubeletFieldRules } from "../../shared/kubeadm/kubelet-defaults.ts";
import { isRecord, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { KubeletConfig } from "../config/schema/kubelet-config.ts";
import { partOf } from "./control-plane-parts.ts";
import type { AdoptedHost, FoundCluster } from "./found-cluster.ts";
import { type KubeadmConfiguration, recordOf } from "./kubeadm-configuration.ts";
import { flagsOf } from "./manifest-flags.ts";

/** Keys of cluster.yml, as they would be written, and what of a host they do not say. */
export interface Carried {
  readonly keys: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

type Flags = Readonly<Record<string, string>>;

/** Flags of the control plane that somebody has set, as the first master runs with them. */
export const carryControlPlane = (
  { hosts }: Pick<FoundCluster, "hosts">,
  kubeadm: KubeadmConfiguration,
): Carried => {
  const masters = hosts.filter(({ role }) => role === "master");
  const [first] = masters;
  const parts = controlPlaneComponents.map((component) => {
    const { stored, key } = partOf[component];
    const told = kubeadm.extraArgs[stored];
    const flags = setFlags(first, component, told);
    const others = masters.filter(
      (master) => !isDeepStrictEqual(setFlags(master, component, told), flags),
    );
    return { key, component, flags, others };
  });
  return {
    keys: Object.fromEntries(
      parts.flatMap(({ key, flags }) =>
        Object.keys(flags).length === 0 ? [] : [[key, { extra_args: flags }] as const],
      ),
    ),
    notes: parts.flatMap(({ component, others }) =>
      others.map(
        ({ node }) =>
          `${component} of ${node.name} runs with other flags than that of ${first?.node.name}; the plan shows which`,
      ),
    ),
  };
};

/** Those that kubeadm was told, as they are now, and those in the manifest that are not kubeadm's own. */
const setFlags = (
  master: AdoptedHost | undefined,
  component: ControlPlaneComponent,
  told: Flags,
): Flags => {
  const own = kubeadmFlags[component];
  const found = flagsOf(master?.host.manifests[component], component);
  const set = [...found].filter(([name, value]) => {
    const usual = own.get(name);
    // kubeadm stores some of its own among those that it was told.
    if (usual === value) return false;
    return name in told || !own.has(name) || usual !== undefined;
  });
  return Object.fromEntries(set.toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

/** Flags that are ours or kubeadm's on every node. */
const nodeFlags = new Set([...kubeadmKubeletFlags, "node-ip", "cni-bin-dir", "cni-conf-dir"]);

/** Settings that the kubelets of all hosts have; what only some have cannot be said in cluster.yml. */
export const carryKubelet = ({ hosts }: Pick<FoundCluster, "hosts">): Carried => {
  const fields = common(hosts, ({ host }) => setFields(host.kubeletConfig));
  const flags = common(hosts, ({ host }) => kubeletFlags(host.kubeletFlags));
  const { featureGates, ...config } = fields.shared;
  const refused = Object.keys(config).filter(
    (name) => !KubeletConfig.safeParse({ config: { [name]: config[name] } }).success,
  );
  const kept = Object.entries(config).filter(([name]) => !refused.includes(name));
  const driver = textAt(recordOf(hosts[0]?.host.kubeletConfig), "cgroupDriver");
  return {
    keys: {
      // The kubelet's own default where nobody has said anything.
      cgroup_driver: driver === "systemd" ? "systemd" : "cgroupfs",
      ...(isRecord(featureGates) ? { feature_gates: featureGates } : {}),
      ...(kept.length === 0 ? {} : { config: Object.fromEntries(kept) }),
      ...(Object.keys(flags.shared).length === 0 ? {} : { extra_args: flags.shared }),
    },
    notes: [
      ...refused.map((name) => `kubelet: ${name} cannot be set by cluster.yml; the plan shows it`),
      ...fields.differing.map((text) => `kubelet of ${text}; the plan takes it back`),
      ...flags.differing.map((text) => `kubelet of ${text} as a flag; the plan takes it back`),
    ],
  };
};

/** Fields that kubeadm does not write by itself, or with another value. */
const setFields = (text: string | undefined): Readonly<Record<string, unknown>> => {
  const found = recordOf(text);
  const names = compareFields(found, {}, kubeletFieldRules).map(({ field }) => field);
  return Object.fromEntries(names.flatMap((name) => (name in found ? [[name, found[name]]] : [])));
};

const kubeletFlags = (text: string | undefined): Flags => {
  const [, words = ""] = /^KUBELET_KUBEADM_ARGS="?(.*?)"?$/m.exec(text ?? "") ?? [];
  return Object.fromEntries(
    [...parseFlags(words.split(/\s+/))].filter(([name]) => !nodeFlags.has(name)),
  );
};

const common = <Value>(
  hosts: readonly AdoptedHost[],
  read: (host: AdoptedHost) => Readonly<Record<string, Value>>,
): { readonly shared: Readonly<Record<string, Value>>; readonly differing: readonly string[] } => {
  const all = hosts.map((host) => ({ name: host.node.name, values: read(host) }));
  const [first] = all;
  const isShared = (name: string): boolean =>
    all.every(({ values }) => isDeepStrictEqual(values[name], first?.values[name]));
  const shared = Object.entries(first?.values ?? {}).filter(([name]) => isShared(name));
  return {
    shared: Object.fromEntries(shared),
    differing: all.flatMap(({ name, values }) =>
      Object.keys(values)
        .filter((field) => !isShared(field))
        .map((field) => `${name} alone has ${field}`),
    ),
  };
};

/** What kubeadm from 1.29 on writes where nobody has said anything; of others it leaves out or writes null. */
const CONNTRACK_DEFAULTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["tcpBeLiberal", false],
  ["udpStreamTimeout", "0s"],
  ["udpTimeout", "0s"],
]);

/** kube-proxy's mode and what of connection tracking somebody has set. */
export const carryProxy = (text: string | undefined): Readonly<Record<string, unknown>> => {
  const config = recordOf(text);
  const conntrack = Object.entries(recordAt(config, "conntrack")).filter(
    ([name, value]) =>
      value !== null && value !== undefined && CONNTRACK_DEFAULTS.get(name) !== value,
  );
  const mode = textAt(config, "mode") ?? "";
  return {
    ...(mode === "" || mode === "iptables" ? {} : { mode }),
    ...(conntrack.length === 0 ? {} : { conntrack: Object.fromEntries(conntrack) }),
  };
};

const recordAt = (value: unknown, key: string): Readonly<Record<string, unknown>> => {
  const found = valueAt(value, key);
  return isRecord(found) ? found : {};
};
