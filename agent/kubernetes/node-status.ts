import * as z from "zod/mini";
import type { Taint } from "../../shared/spec/node-spec.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";

/** What people want to know of a node. */
export interface NodeSummary {
  readonly name: string;
  /** Status of the Ready condition; `Unknown` if there is none. */
  readonly ready: string;
  /** Why it is not ready; empty otherwise. */
  readonly reason: string;
  readonly kubeletVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
}

const NodeList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({
        name: z.string(),
        labels: z._default(z.record(z.string(), z.string()), {}),
      }),
      spec: z.prefault(
        z.object({
          unschedulable: z._default(z.boolean(), false),
          taints: z._default(
            z.array(
              z.object({
                key: z.string(),
                value: z.optional(z.string()),
                effect: z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]),
              }),
            ),
            [],
          ),
        }),
        {},
      ),
      status: z.prefault(
        z.object({
          conditions: z._default(
            z.array(
              z.object({
                type: z.string(),
                status: z.string(),
                message: z._default(z.string(), ""),
              }),
            ),
            [],
          ),
          nodeInfo: z.prefault(z.object({ kubeletVersion: z._default(z.string(), "") }), {}),
        }),
        {},
      ),
    }),
  ),
});

/** Reads a NodeList of the API server; fields that are missing get Kubernetes' own defaults. */
export const parseNodeStatus = (list: KubernetesObject): readonly NodeSummary[] =>
  NodeList.parse(list).items.map(({ metadata, spec, status }) => {
    const ready = status.conditions.find(({ type }) => type === "Ready");
    return {
      name: metadata.name,
      ready: ready?.status ?? "Unknown",
      reason: ready?.status === "True" ? "" : (ready?.message ?? "the kubelet has not reported"),
      kubeletVersion: status.nodeInfo.kubeletVersion,
      labels: metadata.labels,
      taints: spec.taints.map(({ key, value, effect }) => ({
        key,
        effect,
        ...(value === undefined ? {} : { value }),
      })),
      unschedulable: spec.unschedulable,
    };
  });
