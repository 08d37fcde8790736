import { kubernetesUnreachable, nodeNotRegistered } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeObjectSpec } from "../../shared/spec/node-spec.ts";
import { endDrain, isDrained } from "../drain/drain-mark.ts";
import type { Task } from "../engine/task.ts";
import type { HostReader } from "../host/host.ts";
import { hasCluster } from "../kubernetes/look-up.ts";
import { silenceOf } from "../kubernetes/kubernetes-answer.ts";
import {
  NODE_RECORDS_PATH,
  type NodeRecord,
  readNodeRecord,
  writeNodeRecord,
} from "../kubernetes/node-records.ts";
import { diffNode } from "../kubernetes/node-difference.ts";
import {
  type NodeMarks,
  nodePath,
  readNodeMarks,
  writeNodeMarks,
} from "../kubernetes/node-marks.ts";

export type NodeObjectState =
  | {
      readonly kind: "present";
      readonly marks: NodeMarks;
      readonly owned: NodeRecord;
      /** Cordoned by a drain whose upgrade or removal was cut. */
      readonly isDrained: boolean;
    }
  /** No cluster yet, or the node has not joined it. */
  | { readonly kind: "missing" }
  | { readonly kind: "unknown"; readonly reason: string };

/**
 * Labels and taints of one node, as cluster.yml has them; labels and taints of others stay. What is
 * ours is recorded beside the node and not on it: a node may write its own annotations, and one that
 * was taken over could have us remove the taints that keep workloads away from it.
 */
export const nodeObject: Task<NodeObjectSpec, NodeObjectState> = {
  kind: "node-object",
  name: ({ name }) => name,
  title: ({ name }) => `label and taint node ${name}`,
  reads: () => ["control-plane:local"],
  writes: ({ name }) => [`node:${name}`],
  check: async (host, { name }) => await observe(host, name),
  predict: (state) => (state.kind === "unknown" ? { kind: "missing" } : state),
  diff: (state, spec) => {
    switch (state.kind) {
      case "present":
        return [
          ...diffNode(state.marks, state.owned, spec),
          ...(state.isDrained ? [{ field: "cordon", before: "left by a drain" }] : []),
        ];
      case "missing":
        return diffNode(NO_MARKS, NOTHING_OWNED, spec);
      case "unknown":
        return [
          {
            field: "labels and taints",
            before: `unknown: ${state.reason}`,
            after: "as in cluster.yml",
          },
        ];
    }
  },
  leave: (state) =>
    state.kind === "unknown"
      ? [{ field: "labels and taints", kind: "unknown", reason: state.reason }]
      : [],
  apply: async (host, spec) => {
    const state = await observe(host, spec.name);
    switch (state.kind) {
      case "missing":
        throw nodeNotRegistered({ node: spec.name });
      case "unknown":
        throw kubernetesUnreachable({ what: `node ${spec.name}`, reason: state.reason });
      case "present":
        // Recorded first, with what was ours before: what is on the node is never more than that.
        await writeNodeRecord(host, spec.name, { spec, before: state.owned });
        await writeNodeMarks(host, spec, state.owned);
        await writeNodeRecord(host, spec.name, { spec });
        if (state.isDrained) await endDrain(host, spec.name);
    }
  },
};

const NO_MARKS: NodeMarks = { labels: {}, taints: [] };
const NOTHING_OWNED: NodeRecord = { labels: [], taints: [] };

const observe = async (host: HostReader, name: string): Promise<NodeObjectState> => {
  if (!(await hasCluster(host))) return { kind: "missing" };
  const [node, records] = await Promise.all([
    host.kubernetes.get("admin", nodePath(name)),
    host.kubernetes.get("admin", NODE_RECORDS_PATH),
  ]);
  const reason = silenceOf(node) ?? silenceOf(records);
  if (reason !== undefined) return { kind: "unknown", reason };
  if (node.kind !== "ok") return { kind: "missing" };
  return {
    kind: "present",
    isDrained: isDrained(node.object),
    marks: readNodeMarks(node.object),
    owned: records.kind === "ok" ? readNodeRecord(records.object, name) : NOTHING_OWNED,
  };
};
