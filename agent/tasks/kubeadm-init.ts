import { adoptedClusterGone } from "../../shared/errors/adoption-errors.ts";
import { controlPlaneDamaged, foreignControlPlane } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Change } from "../engine/change.ts";
import type { Task } from "../engine/task.ts";
import { requireNoRestore } from "../etcd/require-no-restore.ts";
import type { Host } from "../host/host.ts";
import { type ControlPlaneState, observeControlPlane } from "../kubeadm/control-plane-state.ts";
import { finishInitialization, initializeCluster } from "../kubeadm/initialize-cluster.ts";
import { kubeadmNeeds } from "../kubeadm/kubeadm-needs.ts";
import { resetNode } from "../kubeadm/reset-node.ts";

/**
 * The first master's control plane. A change whose `before` is absent is one that starts from
 * nothing; what the journal proves about this task rests on that.
 */
export const kubeadmInit: Task<NodeSpec, ControlPlaneState> = {
  kind: "kubeadm-init",
  name: () => "control-plane",
  title: ({ kubernetes }) => `initialize Kubernetes ${kubernetes.version}`,
  reads: kubeadmNeeds,
  writes: () => ["cluster:initialized", "control-plane:local"],
  owner: "kubeadm",
  check: observeControlPlane,
  diff: (state, spec) => {
    const after = `initialized with Kubernetes ${spec.kubernetes.version}`;
    switch (state.kind) {
      case "complete":
      case "stopped":
        return [];
      case "absent":
        return [{ field: "control plane", after }];
      case "restored":
        return [{ field: "control plane", before: "data from a snapshot", after }];
      case "partial":
        return [{ field: "control plane", before: `lacks ${summarize(state.missing)}`, after }];
      case "unfinished":
        return state.missing.map((field): Change => ({
          field,
          before: "missing",
          after: "present",
        }));
    }
  },
  apply: async (host, spec) => {
    const state = await observeControlPlane(host, spec);
    switch (state.kind) {
      case "complete":
      case "stopped":
        return;
      case "absent":
        if (spec.kubernetes.adopted !== undefined) throw adoptedClusterGone({ hosts: spec.host });
        return await initializeCluster(host, spec);
      case "restored":
        return await initializeCluster(host, spec);
      case "partial":
        await requireNoRestore(host, spec.host);
        await refuseUnlessCutShort(host, spec, state);
        await resetNode(host, spec);
        return await initializeCluster(host, spec);
      case "unfinished":
        refuseUnlessOurs(host, spec, state.missing);
        return await finishInitialization(host, spec);
    }
  },
  settle: {
    limitMs: 60_000,
    reason: "the API server takes a moment to report ready after kubeadm init",
  },
};

const ID = "kubeadm-init:control-plane";

/**
 * Only what our journal says we began and never completed may be cleared away. An API server that
 * answers although files are missing was complete once, whatever the journal says: kubeadm writes
 * them all before it starts.
 */
const refuseUnlessCutShort = async (
  host: Host,
  spec: NodeSpec,
  state: Extract<ControlPlaneState, { readonly kind: "partial" }>,
): Promise<void> => {
  const isOurs = host.provenance.began(ID);
  if (isOurs && !(await isServing(host, spec))) return;
  const missing = summarize(state.missing);
  if (isOurs || host.provenance.completed(ID)) {
    throw controlPlaneDamaged({ host: spec.host, missing });
  }
  throw foreignControlPlane({ host: spec.host, found: summarize(state.found) });
};

const isServing = async (host: Host, spec: NodeSpec): Promise<boolean> => {
  const answers = [
    await host.kubernetes.get("admin", "/readyz"),
    await host.kubernetes.get("node", `/api/v1/nodes/${spec.host}`),
  ];
  return answers.some(({ kind }) => kind !== "unreachable");
};

const refuseUnlessOurs = (host: Host, spec: NodeSpec, missing: readonly string[]): void => {
  if (host.provenance.began(ID) || host.provenance.completed(ID)) return;
  throw foreignControlPlane({
    host: spec.host,
    found: `an API server without ${summarize(missing)}`,
  });
};

const SHOWN = 3;

const summarize = (names: readonly string[]): string => {
  const rest = names.length - SHOWN;
  return [...names.slice(0, SHOWN), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
};
