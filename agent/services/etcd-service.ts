import { externalEtcdStays } from "../../shared/errors/etcd-errors.ts";
import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import type { EtcdServiceHandlers } from "../../shared/rpc/gen/etcd-service.ts";
import type { Agent } from "../agent.ts";
import { type EtcdMemberHealth, readEtcdMembers } from "../etcd/read-etcd-members.ts";
import { requireMaster } from "./require-master.ts";

/** etcd below the control plane, as a master's agent sees it. */
export const etcdService = (agent: Agent): EtcdServiceHandlers => ({
  getEtcd: async () => {
    const { host, spec } = requireEtcd(agent, "etcd");
    const [own, members] = await Promise.all([
      host.etcd.status(spec.address),
      readEtcdMembers(host, spec.address),
    ]);
    const clusterId = own.kind === "ok" ? own.value.clusterId : "";
    return { clusterId, members: members.map(toWireServer) };
  },
  readSnapshot: async function* (_request, { signal }) {
    const { host } = requireEtcd(agent, "etcd-snapshot");
    for await (const { bytes, remainingBytes } of host.etcd.snapshot()) {
      if (signal.aborted) return;
      yield { part: bytes, remainingBytes };
    }
  },
  getClusterKeys: async () => {
    const { host } = requireEtcd(agent, "cluster-keys");
    const { readClusterKeys } = await import("../etcd/cluster-keys.ts");
    return { files: await readClusterKeys(host) };
  },
  defragment: async ({ fencingNumber, endAlarm }) => {
    await agent.coordination.checkFencing(fencingNumber);
    const { host, spec } = requireEtcd(agent, "etcd-defragment");
    const { defragment } = await import("../etcd/defragment.ts");
    return await defragment(host, spec.address, { endAlarm });
  },
});

/** As `requireMaster`, of a cluster whose etcd is its own. */
const requireEtcd = (agent: Agent, purpose: string): ReturnType<typeof requireMaster> => {
  const master = requireMaster(agent, purpose);
  if (master.spec.kubernetes.controlPlane.externalEtcd === undefined) return master;
  throw externalEtcdStays({});
};

const toWireServer = ({ server, ...member }: EtcdMemberHealth): EtcdServer => ({
  ...member,
  peerUrls: [...member.peerUrls],
  alarms: [...member.alarms],
  leader: server !== undefined && server.leaderId === member.id,
  databaseBytes: server?.databaseBytes ?? 0,
  usedBytes: server?.usedBytes ?? 0,
  version: server?.version ?? "",
  revision: server?.revision ?? 0,
});
