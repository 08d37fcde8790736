import type { JsonObject } from "../../shared/spec/node-spec.ts";
import { KuredConfig } from "../config/schema/kured-config.ts";
import type { DraftObject } from "./draft-stack.ts";

const NAMESPACE = "pharos-system";
const USER = "pharos:turns";
const RBAC = "rbac.authorization.k8s.io";

/**
 * By which hosts take turns: Leases in a namespace of their own. The API server lets no node write a
 * Lease besides its heartbeat (admission NodeRestriction), so nodes may impersonate one user who may
 * write these and read nodes, and nothing else.
 */
export const maintenanceTurns = (
  kured: KuredNames = KuredConfig.parse({}),
): readonly DraftObject[] =>
  [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    role("ClusterRole", "pharos:take-turns", [
      { apiGroups: [""], resources: ["users"], resourceNames: [USER], verbs: ["impersonate"] },
    ]),
    binding("ClusterRole", "pharos:take-turns", { kind: "Group", name: "system:nodes" }),
    role("ClusterRole", USER, [{ apiGroups: [""], resources: ["nodes"], verbs: ["get", "list"] }]),
    binding("ClusterRole", USER, { kind: "User", name: USER }),
    role(
      "Role",
      USER,
      [
        {
          apiGroups: ["coordination.k8s.io"],
          resources: ["leases"],
          verbs: ["get", "list", "create", "update"],
        },
      ],
      NAMESPACE,
    ),
    binding("Role", USER, { kind: "User", name: USER }, NAMESPACE),
    role("Role", `${USER}:kured`, [readKured(kured)], kured.ds_namespace),
    binding("Role", `${USER}:kured`, { kind: "User", name: USER }, kured.ds_namespace),
  ].map((object) => ({ object }));

type KuredNames = Pick<KuredConfig, "ds_namespace" | "ds_name">;

/** A kured that runs besides us has its lock there. */
const readKured = ({ ds_name: name }: KuredNames): JsonObject => ({
  apiGroups: ["apps"],
  resources: ["daemonsets"],
  resourceNames: [name],
  verbs: ["get"],
});

const role = (
  kind: string,
  name: string,
  rules: readonly JsonObject[],
  namespace?: string,
): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  rules: [...rules],
});

const binding = (
  kind: string,
  name: string,
  subject: { readonly kind: string; readonly name: string },
  namespace?: string,
): JsonObject => ({
  apiVersion: `${RBAC}/v1`,
  kind: `${kind}Binding`,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  roleRef: { apiGroup: RBAC, kind, name },
  subjects: [{ apiGroup: RBAC, ...subject }],
});
