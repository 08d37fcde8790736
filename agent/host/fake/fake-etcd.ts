import { createHash } from "node:crypto";
import { etcdUnreachable } from "../../../shared/errors/etcd-errors.ts";
import type { SnapshotPart } from "../../../shared/etcd/snapshot-archive.ts";
import type { EtcdAnswer, EtcdReader, EtcdServer, EtcdWriter } from "../etcd.ts";
import type { FakeCluster } from "./fake-cluster.ts";
import type { FakeMachine, FakeProgram } from "./fake-machine.ts";

const CERTIFICATE = "/etc/kubernetes/pki/etcd/healthcheck-client.crt";

/** Every server answers while one runs; a cluster without a quorum of started members has no leader. */
export const createFakeEtcdReader = (machine: FakeMachine): EtcdReader => ({
  members: async () => ask(machine, () => [...machine.cluster.etcdMembers.values()]),
  status: async () => ask(machine, () => statusOf(machine)),
  snapshot: () => sendSnapshot(machine),
});

export const createFakeEtcdWriter = (machine: FakeMachine): EtcdWriter => ({
  removeMember: (id) =>
    machine.write(`etcd.removeMember ${id}`, () => {
      demand(machine, () => machine.cluster.etcdMembers.delete(id));
    }),
  defragment: () => machine.write("etcd.defragment", () => demand(machine, () => undefined)),
  endSpaceAlarm: (id) =>
    machine.write(`etcd.endSpaceAlarm ${id}`, () => demand(machine, () => undefined)),
  saveSnapshot: async (path, pack) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of pack(sendSnapshot(machine))) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString("latin1");
    return await machine.write(`etcd.saveSnapshot ${path}`, () => {
      machine.files.write(path, text, { mode: 0o600 });
      return { sizeBytes: text.length };
    });
  },
});

const sendSnapshot = async function* (machine: FakeMachine): AsyncGenerator<SnapshotPart> {
  const part = demand(machine, () => Buffer.from("snapshot"));
  yield { part, remainingBytes: 0 };
  yield { part: createHash("sha256").update(part).digest(), remainingBytes: 0 };
};

/** `etcdctl snapshot restore` in a container. */
export const fakeSnapshotRestore: FakeProgram = ({ files }, argv) => {
  const option = argv.find((word) => word.startsWith("--data-dir="));
  files.seed(`${option?.slice("--data-dir=".length)}/member/snap/db`, "restored");
  return { exitCode: 0, stdout: "", stderr: "" };
};

export const addFakeEtcdMember = (cluster: FakeCluster, name: string, address: string): void => {
  const peerUrls = [`https://${address}:2380`];
  const known = [...cluster.etcdMembers.values()].find(
    ({ peerUrls: [url] }) => url === peerUrls[0],
  );
  const id = known?.id ?? freeId(cluster);
  cluster.etcdMembers.set(id, { id, name, peerUrls, isLearner: false });
};

/** One that is not taken: a member that was removed leaves a gap. */
const freeId = ({ etcdMembers }: FakeCluster): string => {
  const taken = [...etcdMembers.keys()].map((id) => Number.parseInt(id, 16));
  return (Math.max(0, ...taken) + 1).toString(16);
};

export const removeFakeEtcdMember = (cluster: FakeCluster, name: string): void => {
  for (const [id, member] of cluster.etcdMembers)
    if (member.name === name) cluster.etcdMembers.delete(id);
};

const ask = <Value>(machine: FakeMachine, look: () => Value): EtcdAnswer<Value> => {
  if (machine.files.follow(CERTIFICATE) === undefined)
    return { kind: "unreachable", reason: "no client certificate" };
  if (machine.cluster.apiServers.size === 0) return { kind: "unreachable", reason: "ECONNREFUSED" };
  return { kind: "ok", value: look() };
};

const demand = <Value>(machine: FakeMachine, look: () => Value): Value => {
  const answer = ask(machine, look);
  if (answer.kind === "ok") return answer.value;
  throw etcdUnreachable({ address: "127.0.0.1", reason: answer.reason });
};

const statusOf = ({ cluster, hostname }: FakeMachine): EtcdServer => {
  const members = [...cluster.etcdMembers.values()];
  const started = members.filter(({ name }) => name !== "");
  const hasQuorum = started.length > members.length / 2;
  return {
    clusterId: "c",
    memberId: started.find(({ name }) => name === hostname)?.id ?? "0",
    leaderId: hasQuorum ? started[0]?.id : undefined,
    version: "3.4.23",
    databaseBytes: 1_000_000,
    usedBytes: 600_000,
    revision: 1_234,
    alarms: [],
  };
};
