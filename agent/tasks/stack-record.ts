import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import { requireObject } from "../kubernetes/kubernetes-answer.ts";
import { lookUp } from "../kubernetes/look-up.ts";
import { type ObjectIdentity, objectId } from "../kubernetes/resource-path.ts";
import {
  readStackRecord,
  stackRecordName,
  stackRecordPath,
  toStackRecord,
} from "../kubernetes/stack-record.ts";

export interface StackRecordSpec {
  readonly stack: string;
  readonly objects: readonly ObjectIdentity[];
}

export type StackRecordState =
  | { readonly kind: "read"; readonly objects: readonly ObjectIdentity[] }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Writes down what a stack is going to have, beside what it had, before any of it is applied: whatever
 * dies later, nothing is in the cluster that the record does not name.
 */
export const stackRecord: Task<StackRecordSpec, StackRecordState> = {
  kind: "stack-record",
  name: ({ stack }) => stack,
  title: ({ stack }) => `write down the objects of stack ${stack}`,
  reads: () => ["control-plane:local"],
  writes: ({ stack }) => [`object:kube-system/ConfigMap/${stackRecordName(stack)}`],
  check: async (host, { stack }) => await observe(host, stack),
  predict: (state) => (state.kind === "unknown" ? { kind: "read", objects: [] } : state),
  diff: (state, { objects }) => {
    if (state.kind === "unknown")
      return [{ field: "objects", before: `unknown: ${state.reason}`, after: "as wanted" }];
    const known = new Set(state.objects.map(objectId));
    return objects
      .map(objectId)
      .filter((id) => !known.has(id))
      .map((id) => ({ field: id, after: "named" }));
  },
  apply: async (host, { stack, objects }) => {
    const state = await observe(host, stack);
    const what = stackRecordName(stack);
    if (state.kind === "unknown") throw kubernetesUnreachable({ what, reason: state.reason });
    const all = toStackRecord(stack, [...state.objects, ...objects]);
    requireObject(await host.kubernetes.apply(stackRecordPath(stack), all), what);
  },
};

const observe = async (host: HostReader, stack: string): Promise<StackRecordState> => {
  const found = await lookUp(host, stackRecordPath(stack));
  if (found.kind === "unknown") return found;
  const objects = found.kind === "present" ? readStackRecord(found.object).objects : [];
  return { kind: "read", objects };
};
