import {
  foreignNode,
  joinedElsewhere,
  nodeDamaged,
} from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import { requireNoRestore } from "../etcd/require-no-restore.ts";
import type { Host } from "../host/host.ts";
import { markControlPlane } from "../kubeadm/initialize-cluster.ts";
import { finishJoin, joinCluster, readJoinMaterial } from "../kubeadm/join-cluster.ts";
import { ETCD_MEMBER, kubeadmNeeds } from "../kubeadm/kubeadm-needs.ts";
import { type NodeState, observeNode } from "../kubeadm/node-state.ts";
import { resetNode } from "../kubeadm/reset-node.ts";

/** This host as a node of the cluster: a worker, or one more master, as its role says. */
export const kubeadmJoin: Task<NodeSpec, NodeState> = {
  kind: "kubeadm-join",
  name: () => "node",
  title: ({ role }) => `join the cluster as ${role}`,
  reads: (spec) => [...kubeadmNeeds(spec), ...(spec.role === "master" ? [ETCD_MEMBER] : [])],
  writes: ({ role }) =>
    role === "master" ? ["cluster:joined", "control-plane:local"] : ["cluster:joined"],
  owner: "kubeadm",
  check: observeNode,
  // A member that was announced and is started now is what a join was cut at: what is left is its last step.
  predict: (state, _spec, changed) =>
    changed.includes(ETCD_MEMBER) && state.kind === "partial" ? { kind: "unmarked" } : state,
  diff: (state, { role }) => {
    const after = `joined as ${role}`;
    switch (state.kind) {
      case "joined":
      case "stopped":
        return [];
      case "absent":
        return [{ field: "node", after }];
      case "partial":
        return [{ field: "node", before: `lacks ${state.missing.join(", ")}`, after }];
      case "elsewhere":
        return [{ field: "node", before: `joined to ${state.server}`, after }];
      case "unregistered":
        return [{ field: "node object", before: "deleted", after: "registered" }];
      case "unfinished":
        return [{ field: "join token", before: "on the disk", after: "gone" }];
      case "unmarked":
        return [{ field: "control plane label", before: "missing", after: "present" }];
    }
  },
  apply: async (host, spec) => {
    const state = await observeNode(host, spec);
    switch (state.kind) {
      case "joined":
      case "stopped":
        return;
      case "absent":
        return await joinCluster(host, spec);
      case "partial":
        await requireNoRestore(host, spec.host);
        refuseUnlessCutShort(host, spec, state);
        // Asked for before anything is cleared away: without it the host would be left empty.
        readJoinMaterial(host, spec);
        await resetNode(host, spec);
        return await joinCluster(host, spec);
      case "elsewhere":
        throw joinedElsewhere({ host: spec.host, server: state.server });
      case "unregistered":
        await host.units.restart("kubelet.service");
        return await finishJoin(host, spec);
      case "unfinished":
        return await finishJoin(host, spec);
      case "unmarked":
        return await markControlPlane(host, spec);
    }
  },
  settle: { limitMs: 60_000, reason: "the kubelet takes a moment to register its node" },
};

const ID = "kubeadm-join:node";

const refuseUnlessCutShort = (
  host: Host,
  spec: NodeSpec,
  state: Extract<NodeState, { readonly kind: "partial" }>,
): void => {
  if (host.provenance.began(ID)) return;
  const missing = state.missing.join(", ");
  if (host.provenance.completed(ID)) throw nodeDamaged({ host: spec.host, missing });
  throw foreignNode({ host: spec.host, found: state.found.join(", ") });
};
