import { foreignNode } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import type { Task } from "../engine/task.ts";
import { type EtcdMemberState, observeEtcdMember } from "../etcd/etcd-member-state.ts";
import { ETCD_MEMBER, kubeadmNeeds } from "../kubeadm/kubeadm-needs.ts";
import { startEtcdMember } from "../kubeadm/start-etcd-member.ts";

/**
 * The etcd member of a master whose join was cut right after it was announced: it has a vote, so
 * with two members the cluster stands still until it runs. Nothing to do on any other host.
 */
export const etcdMember: Task<NodeSpec, EtcdMemberState> = {
  kind: "etcd-member",
  name: ({ host }) => host,
  title: () => "start the announced etcd member",
  reads: kubeadmNeeds,
  writes: () => [ETCD_MEMBER],
  check: observeEtcdMember,
  diff: (state) => {
    switch (state.kind) {
      case "unknown":
      case "started":
        return [];
      case "announced":
        return [{ field: "etcd member", before: "announced, never started", after: "started" }];
      case "waking":
        return [{ field: "API server", before: "silent", after: "answers" }];
    }
  },
  apply: async (host, spec) => {
    const state = await observeEtcdMember(host, spec);
    if (state.kind !== "announced") return;
    // The announcement was made by a join of ours, or by somebody who has to finish it.
    if (!host.provenance.began(JOIN))
      throw foreignNode({ host: spec.host, found: "an etcd member" });
    await startEtcdMember(host, spec, state.members);
  },
  settle: {
    limitMs: 7 * 60_000,
    reason: "etcd joins its quorum, and API servers that were down for long start again seldom",
  },
};

const JOIN = "kubeadm-join:node";
