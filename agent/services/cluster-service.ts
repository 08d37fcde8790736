import { randomBytes } from "node:crypto";
import { notMaster } from "../../shared/errors/agent-errors.ts";
import type { NodeStatus, ReadyCondition } from "../../shared/rpc/gen/cluster.ts";
import type { ClusterServiceHandlers } from "../../shared/rpc/gen/cluster-service.ts";
import { readEtcdMembers } from "../etcd/read-etcd-members.ts";
import { createAdminKubeconfig } from "../kubernetes/admin-kubeconfig.ts";
import { createJoinMaterial } from "../kubeadm/join-material.ts";
import { parseNodeStatus } from "../kubernetes/node-status.ts";
import type { Agent } from "../agent.ts";
import { toWireTaint } from "../../shared/spec/taint-wire.ts";
import { requireMaster } from "./require-master.ts";

const MAX_TTL_SECONDS = 365 * 24 * 3600;
const MAX_DRAIN_MS = 3_600_000;

/** The Kubernetes cluster as a master's agent sees it. */
export const clusterService = (agent: Agent): ClusterServiceHandlers => ({
  createJoinToken: async ({ ttlMs, use, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { spec, host } = requireMaster(agent, "join-token");
    const material = await createJoinMaterial(host, spec, {
      lifetimeMs: ttlMs,
      forMasters: use === "JOIN_TOKEN_USE_MASTER",
      randomBytes,
    });
    return {
      token: material.token,
      caCertificateHash: material.caCertificateHash,
      certificateKey: material.certificateKey,
    };
  },
  getKubeconfig: async ({ user, ttlSeconds, server }) => {
    const { spec, host } = requireMaster(agent, "kubeconfig");
    const kubeconfig = await createAdminKubeconfig(host, {
      cluster: spec.cluster.name,
      kubernetesVersion: spec.kubernetes.version,
      server,
      user,
      lifetimeMs: Math.min(ttlSeconds, MAX_TTL_SECONDS) * 1000,
      randomBytes,
    });
    return { kubeconfig };
  },
  deleteNode: async ({ name, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { host } = requireMaster(agent, "delete-node");
    const answer = await host.kubernetes.delete(`/api/v1/nodes/${encodeURIComponent(name)}`);
    if (answer.kind === "unreachable")
      throw notMaster({ host: agent.config.host, reason: answer.reason });
    if (answer.kind === "refused")
      throw notMaster({ host: agent.config.host, reason: answer.message });
    return {};
  },
  removeEtcdMember: async ({ address, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { spec, host } = requireMaster(agent, "etcd-member");
    const { removeEtcdMember } = await import("../etcd/remove-etcd-member.ts");
    return { removed: await removeEtcdMember(host, spec.address, address) };
  },
  drainNode: async ({ name, limitMs, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { spec, host } = requireMaster(agent, "drain");
    const { drainNode } = await import("../drain/drain-node.ts");
    const left = await drainNode(host, name, {
      kubernetesVersion: spec.kubernetes.version,
      limitMs: Math.min(limitMs, MAX_DRAIN_MS),
      maintenance: spec.maintenance,
    });
    return { left };
  },
  endDrain: async ({ name, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { host } = requireMaster(agent, "end-drain");
    const { endDrain } = await import("../drain/drain-mark.ts");
    await endDrain(host, name);
    return {};
  },
  getWorkloads: async () => {
    const { host } = requireMaster(agent, "workloads");
    const { readWorkloads } = await import("../upgrade/read-workloads.ts");
    return { workloads: await readWorkloads(host) };
  },
  getDeprecatedApis: async () => {
    const { host } = requireMaster(agent, "deprecated-apis");
    const { readDeprecatedApis } = await import("../upgrade/read-deprecated-apis.ts");
    return { apis: await readDeprecatedApis(host) };
  },
  saveEtcdSnapshot: async ({ reason, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { host, spec } = requireMaster(agent, "etcd-snapshot");
    const { saveEtcdSnapshot } = await import("../etcd/save-etcd-snapshot.ts");
    return await saveEtcdSnapshot(host, spec, reason);
  },
  rewriteObjects: async ({ resource, next, fencingNumber }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { host } = requireMaster(agent, "rewrite-objects");
    const { rewriteObjects } = await import("../kubernetes/rewrite-objects.ts");
    return await rewriteObjects(host, resource, next);
  },
  getClusterStatus: async () => {
    const { host, spec } = requireMaster(agent, "status");
    const [answer, members] = await Promise.all([
      host.kubernetes.get("admin", "/api/v1/nodes"),
      readEtcdMembers(host, spec.address),
    ]);
    if (answer.kind !== "ok") {
      const reason =
        answer.kind === "unreachable" ? answer.reason : `the API server says ${answer.kind}`;
      throw notMaster({ host: agent.config.host, reason });
    }
    const etcdMembers = members.map(({ server: _more, ...member }) => member);
    return { nodes: parseNodeStatus(answer.object).map(toWireNode), etcdMembers };
  },
});

const READY: Readonly<Record<string, ReadyCondition>> = {
  True: "READY_CONDITION_TRUE",
  False: "READY_CONDITION_FALSE",
};

const toWireNode = (node: ReturnType<typeof parseNodeStatus>[number]): NodeStatus => ({
  ...node,
  ready: READY[node.ready] ?? "READY_CONDITION_UNKNOWN",
  taints: node.taints.map(toWireTaint),
});
