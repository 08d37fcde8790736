import { createHash } from "node:crypto";
import { parse, stringify } from "yaml";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { HostReader } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { lookUp } from "../kubernetes/look-up.ts";
import { parseNodes } from "../maintenance/node-health.ts";
import { isProxyModeExchangeable } from "../../shared/kubeadm/proxy-mode.ts";
import { compareFields, type FieldRules } from "../../shared/kubeadm/compare-fields.ts";

const KUBE_SYSTEM = "namespaces/kube-system";
export const PROXY_CONFIG_MAP = `/api/v1/${KUBE_SYSTEM}/configmaps/kube-proxy`;
export const PROXY_DAEMON_SET = `/apis/apps/v1/${KUBE_SYSTEM}/daemonsets/kube-proxy`;
export const PROXY_CONFIG_KEY = "config.conf";

/**
 * On the ConfigMap in the same write as the settings, then on the DaemonSet's pods: where they differ the
 * pods were not started anew. kubeadm, which writes both anew, leaves neither.
 */
export const PROXY_SETTINGS_MARK = "pharosctl/kube-proxy-settings";

export interface ProxySettingsState {
  readonly changes: readonly Change[];
  /** Pods that run by older settings. */
  readonly rollout: "done" | "not begun" | "going on";
  /** kube-proxy's configuration as it is stored; absent: there is none that can be judged now. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** What of kube-proxy's settings is not as it should be. Without a cluster, or an answer: nothing. */
export const observeProxySettings = async (
  host: HostReader,
  spec: NodeSpec,
): Promise<ProxySettingsState> => {
  const [map, daemonSet] = await Promise.all([
    lookUp(host, PROXY_CONFIG_MAP),
    lookUp(host, PROXY_DAEMON_SET),
  ]);
  if (map.kind !== "present" || daemonSet.kind !== "present") return NOTHING;
  const config = parseConfig(textAt(map.object, "data", PROXY_CONFIG_KEY) ?? "");
  if (config === undefined) return NOTHING;
  return {
    changes: [...compareMode(config, spec), ...compareConntrack(config, spec)],
    rollout: await readRollout(host, map.object, daemonSet.object),
    config,
  };
};

const NOTHING: ProxySettingsState = { changes: [], rollout: "done" };

const parseConfig = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const config: unknown = parse(text);
    return isRecord(config) ? config : undefined;
  } catch {
    return undefined;
  }
};

/** kube-proxy itself takes away the rules of the mode before, or the mode is left as it is. */
const compareMode = (
  config: Readonly<Record<string, unknown>>,
  { kubernetes: { version, kubeProxy } }: NodeSpec,
): readonly Change[] => {
  const before = modeOf(config);
  const { mode: after } = kubeProxy;
  if (before === after || !isProxyModeExchangeable(before, after, version)) return [];
  return [{ field: "mode", before, after }];
};

/** Where the field is empty, Linux has `iptables`. */
const modeOf = (config: Readonly<Record<string, unknown>>): string => {
  const mode = textAt(config, "mode") ?? "";
  return mode === "" ? "iptables" : mode;
};

/** What newer versions write where nobody says otherwise means nothing. */
const RULES: FieldRules = { defaults: {}, omitted: new Set(["tcpBeLiberal"]) };

const compareConntrack = (
  config: Readonly<Record<string, unknown>>,
  { kubernetes }: NodeSpec,
): readonly Change[] => {
  const found = valueAt(config, "conntrack");
  const changes = compareFields(
    isRecord(found) ? found : {},
    kubernetes.kubeProxy.conntrack,
    RULES,
  );
  return changes.map((change) => ({ ...change, field: `conntrack.${change.field}` }));
};

const readRollout = async (
  host: HostReader,
  map: KubernetesObject,
  daemonSet: KubernetesObject,
): Promise<ProxySettingsState["rollout"]> => {
  const stored = textAt(map, "metadata", "annotations", PROXY_SETTINGS_MARK);
  if (stored === undefined) return "done";
  const path = ["spec", "template", "metadata", "annotations", PROXY_SETTINGS_MARK];
  if (textAt(daemonSet, ...path) !== stored) return "not begun";
  const count = (...path: readonly string[]): number => Number(valueAt(daemonSet, ...path) ?? 0);
  if (count("status", "observedGeneration") < count("metadata", "generation")) return "going on";
  const left =
    count("status", "desiredNumberScheduled") - count("status", "updatedNumberScheduled");
  return left <= 0 || left <= (await countAway(host)) ? "done" : "going on";
};

/** Pods of nodes that are away do not count: nobody can start them anew. */
const countAway = async (host: HostReader): Promise<number> => {
  const nodes = await lookUp(host, "/api/v1/nodes");
  if (nodes.kind !== "present") return 0;
  return parseNodes(nodes.object).filter(({ isReady }) => !isReady).length;
};

/** The stored text with the settings of a spec, and their mark. */
export const renderProxySettings = (
  config: Readonly<Record<string, unknown>>,
  { kubernetes }: NodeSpec,
): { readonly text: string; readonly mark: string } => {
  const { conntrack, mode } = kubernetes.kubeProxy;
  const isExchangeable = isProxyModeExchangeable(modeOf(config), mode, kubernetes.version);
  const text = stringify({ ...config, ...(isExchangeable ? { mode } : {}), conntrack });
  return { text, mark: createHash("sha256").update(text).digest("hex") };
};
