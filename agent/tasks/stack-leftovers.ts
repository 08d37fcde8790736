import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import type { Ref } from "../engine/ref.ts";
import type { Task } from "../engine/task.ts";
import type { Host, HostReader } from "../host/host.ts";
import { isRecord, listAt } from "../../shared/spec/json-path.ts";
import { objectOrAbsent } from "../kubernetes/kubernetes-answer.ts";
import { lookUp } from "../kubernetes/look-up.ts";
import { findResourcePath, type ObjectIdentity, objectId } from "../kubernetes/resource-path.ts";
import {
  readStackRecord,
  STACK_RECORDS_PATH,
  type StackRecord,
  stackOf,
  stackRecordPath,
  toStackRecord,
} from "../kubernetes/stack-record.ts";

export interface StackLeftoversSpec {
  /** All stacks that are wanted, with all their objects. */
  readonly stacks: readonly StackRecord[];
  /** Everything that is applied first: an object may only have moved to another stack. */
  readonly needs: readonly Ref[];
}

export type StackLeftoversState =
  | { readonly kind: "read"; readonly records: readonly StackRecord[] }
  | { readonly kind: "unknown"; readonly reason: string };

/** Removes what stacks had and have no more, and stacks that are gone from cluster.yml. */
export const stackLeftovers: Task<StackLeftoversSpec, StackLeftoversState> = {
  kind: "stack-leftovers",
  name: () => "all",
  title: () => "remove objects that are wanted no more",
  reads: ({ needs }) => ["control-plane:local", ...needs],
  writes: () => ["object:/StackLeftovers/all"],
  check: async (host) => await observe(host),
  predict: (state) => (state.kind === "unknown" ? { kind: "read", records: [] } : state),
  diff: (state, { stacks }) => {
    if (state.kind === "unknown")
      return [{ field: "objects", before: `unknown: ${state.reason}`, after: "as wanted" }];
    return state.records.flatMap((record) => {
      const left = leftIn(record, stacks).map((object) => ({
        field: objectId(object),
        before: "present",
      }));
      return isWanted(record, stacks)
        ? left
        : [...left, { field: `stack ${record.stack}`, before: "present" }];
    });
  },
  apply: async (host, { stacks }) => {
    const state = await observe(host);
    if (state.kind === "unknown")
      throw kubernetesUnreachable({ what: "the records of stacks", reason: state.reason });
    for (const record of state.records) await clear(host, record, stacks);
  },
};

const observe = async (host: HostReader): Promise<StackLeftoversState> => {
  const found = await lookUp(host, STACK_RECORDS_PATH);
  if (found.kind === "unknown") return found;
  const items = found.kind === "present" ? listAt(found.object, "items").filter(isRecord) : [];
  const records = items.map(readStackRecord).filter(({ stack }) => stack !== "");
  return { kind: "read", records };
};

/** An object that another stack has now is not left over. */
const leftIn = (
  { objects }: StackRecord,
  stacks: readonly StackRecord[],
): readonly ObjectIdentity[] => {
  const wanted = new Set(stacks.flatMap((stack) => stack.objects.map(objectId)));
  return objects.filter((object) => !wanted.has(objectId(object)));
};

const isWanted = ({ stack }: StackRecord, stacks: readonly StackRecord[]): boolean =>
  stacks.some((wanted) => wanted.stack === stack);

/** The record shrinks last: a death in between leaves objects that it still names. */
const clear = async (
  host: Host,
  record: StackRecord,
  stacks: readonly StackRecord[],
): Promise<void> => {
  const left = leftIn(record, stacks);
  for (const object of left.toSorted(byRemoval)) await remove(host, object, record.stack);
  const path = stackRecordPath(record.stack);
  const wanted = stacks.find(({ stack }) => stack === record.stack);
  if (wanted === undefined) objectOrAbsent(await host.kubernetes.delete(path), path);
  else if (left.length > 0) {
    const kept = toStackRecord(record.stack, wanted.objects);
    objectOrAbsent(await host.kubernetes.apply(path, kept), path);
  }
};

/** Definitions and namespaces take everything below with them: they go last. */
const REMOVED_LAST: readonly string[] = ["CustomResourceDefinition", "Namespace"];

const byRemoval = (a: ObjectIdentity, b: ObjectIdentity): number =>
  REMOVED_LAST.indexOf(a.kind) - REMOVED_LAST.indexOf(b.kind);

/** Only what still says that it belongs to the stack: an object that somebody took over stays. */
const remove = async (host: Host, object: ObjectIdentity, stack: string): Promise<void> => {
  const what = objectId(object);
  const place = await findResourcePath(host.kubernetes, object);
  if (place.kind === "silent") throw kubernetesUnreachable({ what, reason: place.reason });
  if (place.kind === "unknown-kind") return;
  const found = objectOrAbsent(await host.kubernetes.get("admin", place.path), what);
  if (found === undefined || stackOf(found) !== stack) return;
  objectOrAbsent(await host.kubernetes.delete(place.path), what);
};
