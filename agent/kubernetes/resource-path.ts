import type { KubernetesAnswer, KubernetesObject, KubernetesReader } from "../host/kubernetes.ts";
import { silenceOf } from "./kubernetes-answer.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";

/** Which object: what its manifest says of itself. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

export type ResourcePath =
  | { readonly kind: "found"; readonly path: string }
  /** The cluster has no such kind in that group and version (yet). */
  | { readonly kind: "unknown-kind" }
  | { readonly kind: "silent"; readonly reason: string };

/** What an object's manifest says of itself; empty texts where it says nothing. */
export const identityOf = (object: KubernetesObject): ObjectIdentity => {
  const namespace = textAt(object, "metadata", "namespace");
  return {
    apiVersion: textAt(object, "apiVersion") ?? "",
    kind: textAt(object, "kind") ?? "",
    name: textAt(object, "metadata", "name") ?? "",
    ...(namespace === undefined ? {} : { namespace }),
  };
};

/** `namespace/kind/name`; kinds that are not Kubernetes' own carry their group: `Issuer.cert-manager.io`. */
export const objectId = ({ apiVersion, kind, name, namespace }: ObjectIdentity): string => {
  const group = groupOf(apiVersion);
  const isOwn = !group.includes(".") || group.endsWith(".k8s.io");
  return `${namespace ?? ""}/${isOwn ? kind : `${kind}.${group}`}/${name}`;
};

/**
 * Absolute API path of one object. Kinds that every cluster has are known; of others the API server
 * is asked for the resources of their group and version.
 */
export const findResourcePath = async (
  kubernetes: KubernetesReader,
  identity: ObjectIdentity,
): Promise<ResourcePath> => {
  const known = knownResource(identity);
  if (known !== undefined) return { kind: "found", path: pathOf(identity, known) };
  const answer = await kubernetes.get("admin", groupPath(identity.apiVersion));
  const reason = silenceOf(answer);
  if (reason !== undefined) return { kind: "silent", reason };
  const resource = pickResource(answer, identity.kind);
  return resource === undefined
    ? { kind: "unknown-kind" }
    : { kind: "found", path: pathOf(identity, resource) };
};

interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Kinds without a namespace, of the groups that every API server serves. */
const CLUSTER_WIDE: readonly string[] = [
  "Namespace",
  "Node",
  "PersistentVolume",
  "ClusterRole",
  "ClusterRoleBinding",
  "StorageClass",
  "CSIDriver",
  "IngressClass",
  "PriorityClass",
  "RuntimeClass",
  "PodSecurityPolicy",
  "CustomResourceDefinition",
  "APIService",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
];

const NAMESPACED: readonly string[] = [
  "ConfigMap",
  "Secret",
  "Service",
  "ServiceAccount",
  "Pod",
  "PersistentVolumeClaim",
  "ResourceQuota",
  "LimitRange",
  "Deployment",
  "DaemonSet",
  "StatefulSet",
  "Job",
  "CronJob",
  "Role",
  "RoleBinding",
  "Ingress",
  "NetworkPolicy",
  "PodDisruptionBudget",
  "HorizontalPodAutoscaler",
  "Lease",
];

const knownResource = ({ apiVersion, kind }: ObjectIdentity): Resource | undefined => {
  const group = groupOf(apiVersion);
  // `policy`, `apps` and groups of `k8s.io` that come with the server; others may use the same kinds.
  if (group.includes(".") && !OWN_GROUPS.includes(group)) return undefined;
  if (CLUSTER_WIDE.includes(kind)) return { plural: pluralOf(kind), namespaced: false };
  return NAMESPACED.includes(kind) ? { plural: pluralOf(kind), namespaced: true } : undefined;
};

const OWN_GROUPS: readonly string[] = [
  "rbac.authorization.k8s.io",
  "networking.k8s.io",
  "storage.k8s.io",
  "scheduling.k8s.io",
  "node.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "admissionregistration.k8s.io",
  "coordination.k8s.io",
];

const pluralOf = (kind: string): string => {
  const word = kind.toLowerCase();
  if (word.endsWith("s")) return `${word}es`;
  return word.endsWith("y") ? `${word.slice(0, -1)}ies` : `${word}s`;
};

const pickResource = (answer: KubernetesAnswer, kind: string): Resource | undefined => {
  if (answer.kind !== "ok") return undefined;
  const found = listAt(answer.object, "resources").find(
    // Subresources (`deployments/scale`) have kinds of their own.
    (resource) =>
      textAt(resource, "kind") === kind && !(textAt(resource, "name") ?? "/").includes("/"),
  );
  const plural = textAt(found, "name");
  return plural === undefined
    ? undefined
    : { plural, namespaced: valueAt(found, "namespaced") === true };
};

const pathOf = (
  { apiVersion, name, namespace }: ObjectIdentity,
  { plural, namespaced }: Resource,
): string => {
  const place = namespaced ? `/namespaces/${encodeURIComponent(namespace ?? "default")}` : "";
  return `${groupPath(apiVersion)}${place}/${plural}/${encodeURIComponent(name)}`;
};

const groupPath = (apiVersion: string): string =>
  apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;

const groupOf = (apiVersion: string): string =>
  apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
