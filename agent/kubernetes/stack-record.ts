import { STACK_LABEL } from "../../shared/spec/node-spec.ts";
import type { KubernetesObject } from "../host/kubernetes.ts";
import { isRecord, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { identityOf, type ObjectIdentity, objectId } from "./resource-path.ts";

/** On the records of stacks. */
const RECORD_LABEL = "pharosctl/stack-record";

const CONFIG_MAPS = "/api/v1/namespaces/kube-system/configmaps";

/** All records of stacks, also of those that are wanted no more. */
export const STACK_RECORDS_PATH = `${CONFIG_MAPS}?labelSelector=${encodeURIComponent(RECORD_LABEL)}`;

export const stackRecordName = (stack: string): string => `pharos-stack-${stack}`;

export const stackRecordPath = (stack: string): string =>
  `${CONFIG_MAPS}/${stackRecordName(stack)}`;

/** What has been applied for a stack: never less than what is in the cluster. */
export interface StackRecord {
  readonly stack: string;
  readonly objects: readonly ObjectIdentity[];
}

/** A record that somebody broke names no object: nothing is removed by it. */
export const readStackRecord = (configMap: KubernetesObject): StackRecord => ({
  stack: textAt(configMap, "metadata", "labels", RECORD_LABEL) ?? "",
  objects: parseList(textAt(configMap, "data", "objects") ?? "[]").flatMap((item) => {
    const identity = identityOf(item);
    return identity.kind === "" || identity.name === "" ? [] : [identity];
  }),
});

export const toStackRecord = (
  stack: string,
  objects: readonly ObjectIdentity[],
): KubernetesObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: {
    name: stackRecordName(stack),
    namespace: "kube-system",
    labels: { [RECORD_LABEL]: stack },
  },
  data: {
    objects: JSON.stringify(
      uniqueById(objects).map(({ apiVersion, kind, name, namespace }) => ({
        apiVersion,
        kind,
        metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      })),
    ),
  },
});

/** One of each id, the last one given, in the order of ids. */
const uniqueById = (objects: readonly ObjectIdentity[]): readonly ObjectIdentity[] => {
  const byId = new Map(objects.map((object) => [objectId(object), object]));
  return [...byId].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
};

const parseList = (text: string): readonly KubernetesObject[] => {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch {
    return [];
  }
};

/** The stack that an object in the cluster says it belongs to. */
export const stackOf = (object: KubernetesObject): unknown =>
  valueAt(object, "metadata", "labels", STACK_LABEL);
