import type { JsonObject, JsonValue } from "../../shared/spec/node-spec.ts";
import type { DraftObject } from "../stacks/draft-stack.ts";

export type PolicyRules = readonly JsonObject[];

/** A namespaced object: its head, and the rest of it. */
export const namespaced = (
  head: { readonly apiVersion?: string; readonly kind: string },
  { name, namespace }: { readonly name: string; readonly namespace: string },
  rest: JsonObject = {},
): DraftObject => ({
  object: { apiVersion: "v1", ...head, metadata: { name, namespace }, ...rest },
});

/** One pod of its own name on Linux; `pod`: all of its spec but the account. */
export const deployment = (
  { name, namespace }: { readonly name: string; readonly namespace: string },
  account: string,
  pod: JsonObject,
): DraftObject => {
  const labels = { app: name };
  return namespaced(
    { apiVersion: "apps/v1", kind: "Deployment" },
    { name, namespace },
    {
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: account,
            nodeSelector: { "kubernetes.io/os": "linux" },
            ...pod,
          },
        },
      },
    },
  );
};

export const namespaceObject = (name: string): DraftObject => ({
  object: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
});

/** What an account may do in all of the cluster: its role, and the binding of it. */
export const clusterGrant = (
  name: string,
  account: { readonly name: string; readonly namespace: string },
  rules: PolicyRules,
): readonly DraftObject[] => [
  {
    object: {
      apiVersion: RBAC,
      kind: "ClusterRole",
      metadata: { name },
      rules,
    },
  },
  clusterBinding(name, name, account),
];

/** Binds an account to a ClusterRole that is there already. */
export const clusterBinding = (
  name: string,
  role: string,
  account: { readonly name: string; readonly namespace: string },
): DraftObject => ({
  object: {
    apiVersion: RBAC,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: roleRef("ClusterRole", role),
    subjects: [subject(account)],
  },
});

/** What an account may do in its own namespace. */
export const grant = (
  name: string,
  account: { readonly name: string; readonly namespace: string },
  rules: PolicyRules,
): readonly DraftObject[] => {
  const place = { name, namespace: account.namespace };
  return [
    namespaced({ apiVersion: RBAC, kind: "Role" }, place, { rules }),
    namespaced({ apiVersion: RBAC, kind: "RoleBinding" }, place, {
      roleRef: roleRef("Role", name),
      subjects: [subject(account)],
    }),
  ];
};

export const RBAC = "rbac.authorization.k8s.io/v1";

export const roleRef = (kind: "Role" | "ClusterRole", name: string): JsonObject => ({
  apiGroup: "rbac.authorization.k8s.io",
  kind,
  name,
});

export const subject = ({
  name,
  namespace,
}: {
  readonly name: string;
  readonly namespace: string;
}) => ({
  kind: "ServiceAccount",
  name,
  namespace,
});

/** One rule: groups, resources, verbs, and the names it is narrowed to. */
export const rule = (
  groups: string | readonly string[],
  resources: readonly string[],
  verbs: readonly string[],
  resourceNames?: readonly string[],
): JsonObject => ({
  apiGroups: typeof groups === "string" ? [groups] : groups,
  resources,
  verbs,
  ...(resourceNames === undefined ? {} : { resourceNames }),
});

export const READ: readonly string[] = ["get", "list", "watch"];

/** Variables of a container that name its own pod. */
export const podNamespace: JsonObject = {
  name: "POD_NAMESPACE",
  valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } },
};

export const httpGet = (path: string, port: JsonValue, scheme?: "HTTPS"): JsonObject => ({
  httpGet: { path, port, ...(scheme === undefined ? {} : { scheme }) },
});

/** What a container needs least: no new rights, none of root's. */
export const unprivileged: JsonObject = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};
