import { kubernetesRefused } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeObjectSpec, Taint } from "../../shared/spec/node-spec.ts";
import type { Host } from "../host/host.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, listAt, textAt, textsAt } from "../../shared/spec/json-path.ts";
import { requireObject } from "./kubernetes-answer.ts";
import type { NodeRecord } from "./node-records.ts";

/** Labels, taints and pod addresses that a node has, whoever gave them. */
export interface NodeMarks {
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly podCidr?: string;
}

export const nodePath = (name: string): string => `/api/v1/nodes/${name}`;

/** What makes a taint the same taint: there is one of a key and an effect. */
export const taintId = ({ key, effect }: Taint): string => `${key}:${effect}`;

export const readNodeMarks = (node: KubernetesObject): NodeMarks => {
  const podCidr = textAt(node, "spec", "podCIDR");
  return {
    labels: textsAt(node, "metadata", "labels"),
    taints: listAt(node, "spec", "taints").flatMap((taint) => toTaint(taint)),
    ...(podCidr === undefined ? {} : { podCidr }),
  };
};

/** Merges ours into what is there, and takes out what was ours and is wanted no more. */
export const writeNodeMarks = async (
  host: Pick<Host, "kubernetes">,
  spec: NodeObjectSpec,
  owned: NodeRecord,
): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const what = `node ${spec.name}`;
    const node = requireObject(await host.kubernetes.get("admin", nodePath(spec.name)), what);
    const answer = await host.kubernetes.patch(nodePath(spec.name), toPatch(node, spec, owned));
    if (answer.kind === "ok") return;
    // Kubelet and controllers write nodes too; the list of taints is only good for the version read.
    if (answer.kind === "refused" && answer.status === 409 && attempt < ATTEMPTS) continue;
    requireObject(answer, what);
    throw kubernetesRefused({ what, status: 409, reason: "the node changes all the time" });
  }
};

const ATTEMPTS = 5;

const toPatch = (
  node: KubernetesObject,
  spec: NodeObjectSpec,
  owned: NodeRecord,
): KubernetesObject => {
  const dropped = owned.labels.filter((key) => spec.labels[key] === undefined);
  const labels = { ...Object.fromEntries(dropped.map((key) => [key, null])), ...spec.labels };
  const resourceVersion = textAt(node, "metadata", "resourceVersion");
  return {
    metadata: { labels, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
    spec: {
      taints: mergeTaints(listAt(node, "spec", "taints"), spec, owned),
      ...(spec.podCidr === undefined || readNodeMarks(node).podCidr !== undefined
        ? {}
        : { podCIDR: spec.podCidr, podCIDRs: [spec.podCidr] }),
    },
  };
};

/** Members are handed back as they were read: a taint of others may have fields that we do not know. */
const mergeTaints = (
  present: readonly unknown[],
  spec: NodeObjectSpec,
  owned: NodeRecord,
): readonly unknown[] => {
  const wanted = new Set(spec.taints.map((taint) => taintId(taint)));
  const isOthers = (taint: unknown): boolean =>
    toTaint(taint).every(
      (one) => !wanted.has(taintId(one)) && !owned.taints.includes(taintId(one)),
    );
  return [...present.filter((taint) => isOthers(taint)), ...spec.taints];
};

const toTaint = (taint: unknown): readonly Taint[] => {
  if (!isRecord(taint)) return [];
  const { key, value, effect } = taint;
  if (typeof key !== "string" || !isEffect(effect)) return [];
  return [typeof value === "string" && value !== "" ? { key, value, effect } : { key, effect }];
};

const isEffect = (effect: unknown): effect is Taint["effect"] =>
  effect === "NoSchedule" || effect === "PreferNoSchedule" || effect === "NoExecute";
