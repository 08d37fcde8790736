import { dirname } from "node:path";
import { stringify } from "yaml";
import type { ClusterConfig } from "../config/cluster-config.ts";
import type { ControlPlanePart, PartOf } from "./control-plane-part.ts";
import { mergeFlags } from "./merge-flags.ts";
import { placeText } from "./place-file.ts";
import { renderWebhookKubeconfig } from "./webhook-kubeconfig.ts";

/** Audit events of level Metadata, to a webhook in batches, to a file on each master, or both. */
export const audit: PartOf = ({ config }) => {
  const server = auditServer(config);
  const { file } = config.audit ?? {};
  if (server === undefined && file === undefined) return {};
  const policy = placeText("audit-policy.yaml", POLICY);
  const parts = [
    ...(server === undefined ? [] : [toWebhook(server)]),
    ...(file === undefined ? [] : [toFile(file)]),
  ];
  return {
    apiServer: mergeFlags([
      { "audit-policy-file": policy.file.path },
      ...parts.map(({ apiServer }) => apiServer),
    ]),
    files: [policy, ...parts.flatMap(({ files = [] }) => files)],
    apiServerFolders: parts.flatMap(({ apiServerFolders = [] }) => apiServerFolders),
  };
};

/** Where audit events are sent; `audit.server` is the older spelling. */
export const auditServer = ({ audit: written }: Pick<ClusterConfig, "audit">): string | undefined =>
  written?.webhook?.server ?? written?.server;

const POLICY = stringify({
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  rules: [{ level: "Metadata" }],
});

const toWebhook = (server: string): ControlPlanePart => {
  const kubeconfig = placeText(
    "audit-webhook.yaml",
    renderWebhookKubeconfig({ cluster: "audit", server, user: "kube-apiserver" }),
  );
  return {
    apiServer: {
      "audit-webhook-config-file": kubeconfig.file.path,
      "audit-webhook-mode": "batch",
    },
    files: [kubeconfig],
  };
};

type AuditFile = NonNullable<NonNullable<ClusterConfig["audit"]>["file"]>;

const toFile = ({ path, max_size, max_age, max_backups }: AuditFile): ControlPlanePart => ({
  apiServer: {
    "audit-log-path": path,
    "audit-log-maxsize": String(max_size),
    "audit-log-maxage": String(max_age),
    "audit-log-maxbackup": String(max_backups),
  },
  apiServerFolders: [{ path: dirname(path), writable: true }],
});
