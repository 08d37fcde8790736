import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { NodeStatus } from "../../shared/rpc/gen/cluster.ts";
import { fromWireHostDrift } from "../../shared/spec/drift-wire.ts";
import { type DriftStatus, renderDriftStatus, toDriftStatus } from "./drift-status.ts";
import { type EtcdStatus, renderEtcd, toEtcdStatus } from "./etcd-status.ts";
import { CLOCK_LIMIT_MS, clockOffsetMs } from "../bootstrap/clock-offset.ts";
import { certificateNotes } from "../certificates/certificate-notes.ts";
import { renderTable } from "../cli/render-table.ts";
import { renderDuration } from "../cli/render-time.ts";
import { type OpenedCluster, type OpenedMember, reachedMaster } from "../cluster/open-members.ts";
import { type EncryptionRotation, readEncryptionKeys } from "../keystore/encryption-keys.ts";
import { renderKeyNotice } from "../rotation/key-rotation-report.ts";
import { noticeOf, renderNotice, type RotationNotice } from "../rotation/rotation-report.ts";

interface HostStatus {
  readonly name: string;
  readonly role: string;
  readonly address: string;
  readonly agent: string;
  readonly node: string;
  readonly kubelet: string;
  /** Absent: its agent does not answer. */
  readonly drift?: DriftStatus;
  /** What it is waiting for or why it is not well; empty otherwise. */
  readonly note: string;
}

/** A cluster at a glance; what `status -o json` prints. */
export interface ClusterStatus {
  readonly cluster: string;
  readonly id: string;
  /** Number of the newest membership that is known. */
  readonly membership: number;
  readonly hosts: readonly HostStatus[];
  /** What is wrong with the Kubernetes API; empty: it answers. */
  readonly kubernetes: string;
  /** As a master's agent sees them; none: nobody could be asked. */
  readonly etcd: readonly EtcdStatus[];
  /** Absent: authorities are not being exchanged. */
  readonly rotation?: RotationNotice;
  /** Absent: the key that secrets are encrypted with is not being exchanged. */
  readonly keyRotation?: EncryptionRotation;
}

/** Asks every agent, and the Kubernetes API through a master's agent. */
export const readStatus = async (
  cluster: OpenedCluster,
  now: () => Date,
): Promise<ClusterStatus> => {
  const { nodes, etcd, problem } = await readNodes(cluster);
  const hosts = await Promise.all(cluster.members.map((opened) => readHost(opened, nodes, now)));
  const { name, id } = cluster.keystore.cluster;
  const membership = cluster.membership.content.number;
  const notice = noticeOf(cluster.keystore.authorities);
  const { rotation: keyRotation } = (await readEncryptionKeys(cluster.keystore.folder)) ?? {};
  const notices = { ...notice, ...(keyRotation === undefined ? {} : { keyRotation }) };
  return { cluster: name, id, membership, hosts, kubernetes: problem, etcd, ...notices };
};

export const isWell = ({ kubernetes, etcd, hosts }: ClusterStatus): boolean =>
  kubernetes === "" &&
  etcd.every(({ healthy, alarms }) => healthy && alarms.length === 0) &&
  hosts.every(({ node, agent }) => node === "Ready" && agent !== "unreachable");

/** A line on the cluster, and one for each host. */
export const renderStatus = (status: ClusterStatus): string => {
  const { cluster, membership, hosts, kubernetes } = status;
  const api = kubernetes === "" ? "answers" : kubernetes;
  const rows = hosts.map((host) => [
    host.name,
    host.role,
    host.address,
    host.agent,
    host.node,
    host.kubelet,
    renderDriftStatus(host.drift),
    host.note,
  ]);
  const head = ["HOST", "ROLE", "ADDRESS", "AGENT", "NODE", "KUBELET", "DRIFT", "NOTE"];
  const etcd = renderEtcd(status.etcd);
  return [
    `cluster ${cluster}, membership ${membership}, Kubernetes API ${api}\n`,
    ...(etcd === "" ? [] : [`${etcd}\n`]),
    ...(status.rotation === undefined ? [] : [`${renderNotice(status.rotation)}\n`]),
    ...(status.keyRotation === undefined ? [] : [`${renderKeyNotice(status.keyRotation)}\n`]),
    renderTable(head, rows),
  ].join("");
};

interface KubernetesStatus {
  readonly nodes: readonly NodeStatus[];
  readonly etcd: readonly EtcdStatus[];
  readonly problem: string;
}

const readNodes = async (cluster: OpenedCluster): Promise<KubernetesStatus> => {
  const master = reachedMaster(cluster);
  if (master === undefined)
    return { nodes: [], etcd: [], problem: "cannot be asked: no master's agent answers" };
  try {
    const { nodes, etcdMembers } = await master.cluster.getClusterStatus({});
    return { nodes, etcd: etcdMembers.map(toEtcdStatus), problem: "" };
  } catch (error) {
    return { nodes: [], etcd: [], problem: `does not answer: ${toPharosError(error).message}` };
  }
};

const readHost = async (
  opened: OpenedMember,
  nodes: readonly NodeStatus[],
  now: () => Date,
): Promise<HostStatus> => {
  const { member } = opened;
  const node = nodes.find(({ name }) => name === member.name);
  const known = {
    name: member.name,
    role: member.role,
    address: member.address,
    node: node === undefined ? "-" : nodeText(node),
    kubelet: node?.kubeletVersion ?? "-",
  };
  if ("error" in opened) return { ...known, agent: "unreachable", note: opened.error.message };
  try {
    const [health, { certificates }, drift] = await Promise.all([
      askHealth(opened.connection, now),
      opened.connection.certificates.getCertificates({}),
      // An agent of before may not know of drift, and is well all the same.
      opened.connection.drift.getDrift({}).catch(() => undefined),
    ]);
    const running = health.runInProgress === undefined ? "" : `run ${health.runInProgress} goes on`;
    return {
      ...known,
      agent: health.version,
      ...(drift === undefined ? {} : { drift: toDriftStatus(fromWireHostDrift(drift)) }),
      note: [
        running,
        health.clockProblem,
        node?.reason ?? "",
        health.networkProblem,
        health.servicesProblem,
        health.snapshotCopiesProblem === ""
          ? ""
          : `snapshots of etcd are not copied: ${health.snapshotCopiesProblem}`,
        ...certificateNotes(member.name, certificates, now()),
      ]
        .filter((text) => text !== "")
        .join("; "),
    };
  } catch (error) {
    return { ...known, agent: "unreachable", note: toPharosError(error).message };
  }
};

const askHealth = async ({ host }: AgentConnection, now: () => Date) => {
  const sentMs = now().getTime();
  const health = await host.getHealth({ podNetwork: true });
  const offsetMs = clockOffsetMs(health.nowMs, sentMs, now().getTime());
  const text = `its clock is ${renderDuration(Math.abs(offsetMs))} ${offsetMs > 0 ? "ahead" : "behind"}`;
  return { ...health, clockProblem: Math.abs(offsetMs) > CLOCK_LIMIT_MS ? text : "" };
};

const nodeText = ({ ready, unschedulable }: NodeStatus): string => {
  const text =
    ready === "READY_CONDITION_TRUE"
      ? "Ready"
      : ready === "READY_CONDITION_FALSE"
        ? "NotReady"
        : "Unknown";
  return unschedulable ? `${text},cordoned` : text;
};
