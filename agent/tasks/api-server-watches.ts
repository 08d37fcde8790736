import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { listAt, textAt, valueAt } from "../../shared/spec/json-path.ts";
import { versionRow } from "../../shared/versions/version-table.ts";
import type { Task } from "../engine/task.ts";
import { renewApiServer } from "../etcd/renew-api-server.ts";
import { findApiServer } from "../kubeadm/find-api-server.ts";
import { lookUp } from "../kubernetes/look-up.ts";

export interface ApiServerWatches {
  /** Master that has joined since this host's API server was started; absent: none has, or long ago. */
  readonly newcomer?: string;
}

/** Watches that hear nothing any more end after ten minutes; before etcd was silent the node was there. */
const SILENT_MS = 15 * 60_000;

/**
 * An API server of a release that loses watches while a master joins (`leavesServicesSilent`), and that has
 * run since before one did. Apply starts it anew by itself once all have joined: this is for what was cut
 * before that. Who asks in vain, or too late, finds nothing.
 */
export const apiServerWatches: Task<NodeSpec, ApiServerWatches> = {
  kind: "api-server-watches",
  name: () => "local",
  title: () => "start the API server anew",
  reads: () => ["control-plane:local", "control-plane:settings"],
  writes: () => ["control-plane:watches"],
  // A master that joins just now would be in its way.
  owner: "the next apply",
  check: async (host, spec) => {
    const own = await findApiServer(host, spec.host);
    const nodes = own === undefined ? undefined : await lookUp(host, "/api/v1/nodes");
    if (own === undefined || nodes?.kind !== "present") return {};
    const nowMs = host.now().getTime();
    const sinceMs = Math.max(own.startedAtMs, nowMs - SILENT_MS);
    const [label = ""] = versionRow(spec.kubernetes.version).controlPlane.labels;
    const newcomer = listAt(nodes.object, "items").find((node) => {
      const madeMs = Date.parse(textAt(node, "metadata", "creationTimestamp") ?? "");
      return (
        textAt(node, "metadata", "name") !== spec.host &&
        valueAt(node, "metadata", "labels", label) !== undefined &&
        madeMs > sinceMs &&
        // By another host's clock it may be later than now, and a start now would be too early.
        madeMs <= nowMs
      );
    });
    return newcomer === undefined ? {} : { newcomer: textAt(newcomer, "metadata", "name") ?? "" };
  },
  diff: ({ newcomer }) =>
    newcomer === undefined
      ? []
      : [
          {
            field: "kube-apiserver",
            before: `runs since before ${newcomer} joined, and may be silent about Services`,
            after: "started anew",
          },
        ],
  apply: (host, spec) => renewApiServer(host, spec.host),
  disruption: () => ({
    level: "restart",
    reason: "the API server of this master starts anew; the others serve meanwhile",
  }),
};
