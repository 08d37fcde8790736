import type { NodeObjectSpec } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, textAt } from "../../shared/spec/json-path.ts";
import { objectOrAbsent, requireObject } from "./kubernetes-answer.ts";
import { taintId } from "./node-marks.ts";

/** Keys of the labels, and `key:effect` of the taints, that we put on a node. */
export interface NodeRecord {
  readonly labels: readonly string[];
  readonly taints: readonly string[];
}

/** One ConfigMap, a key per node; only administrators may write it. */
export const NODE_RECORDS_PATH = "/api/v1/namespaces/kube-system/configmaps/pharos-nodes";

/** Unreadable text counts as nothing owned: then nothing is removed. */
export const readNodeRecord = (configMap: KubernetesObject, node: string): NodeRecord => {
  const parsed = parseJson(textAt(configMap, "data", node) ?? "");
  return isRecord(parsed)
    ? { labels: toTexts(parsed["labels"]), taints: toTexts(parsed["taints"]) }
    : { labels: [], taints: [] };
};

/** Writes what is ours on a node: all of its spec, and of what was `before` if that is still there. */
export const writeNodeRecord = async (
  host: Pick<Host, "kubernetes">,
  node: string,
  { spec, before }: { readonly spec: NodeObjectSpec; readonly before?: NodeRecord },
): Promise<void> => {
  const labels = [...(before?.labels ?? []), ...Object.keys(spec.labels)];
  const taints = [...(before?.taints ?? []), ...spec.taints.map((taint) => taintId(taint))];
  const record = { labels: toSorted(labels), taints: toSorted(taints) };
  const data = { [node]: JSON.stringify(record) };
  const what = "ConfigMap kube-system/pharos-nodes";
  const patched = await host.kubernetes.patch(NODE_RECORDS_PATH, { data });
  if (objectOrAbsent(patched, what) !== undefined) return;
  const metadata = { name: "pharos-nodes", namespace: "kube-system" };
  const created = await host.kubernetes.create("/api/v1/namespaces/kube-system/configmaps", {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata,
    data,
  });
  requireObject(created, what);
};

const toSorted = (names: readonly string[]): readonly string[] => [...new Set(names)].toSorted();

const toTexts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((member) => typeof member === "string") : [];

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
