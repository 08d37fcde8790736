import { hostBusy } from "../../shared/errors/engine-errors.ts";
import { etcdRestoreFailed, externalEtcdStays } from "../../shared/errors/etcd-errors.ts";
import type { EtcdServer } from "../../shared/rpc/gen/etcd.ts";
import type { EtcdServiceHandlers } from "../../shared/rpc/gen/etcd-service.ts";
import type { Agent } from "../agent.ts";
import { createEtcdWork } from "../etcd/one-etcd-work.ts";
import { type EtcdMemberHealth, readEtcdMembers } from "../etcd/read-etcd-members.ts";
import { bindToNoRun, requireMaster } from "./require-master.ts";

/** etcd below the control plane, as a master's agent sees it. */
export const etcdService = (agent: Agent): EtcdServiceHandlers => ({
  ...readingHandlers(agent),
  ...changingHandlers(agent),
});

type Reading = "getEtcd" | "readSnapshot" | "listSnapshots" | "readKeptSnapshot" | "getClusterKeys";

const readingHandlers = (agent: Agent): Pick<EtcdServiceHandlers, Reading> => ({
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
    for await (const part of host.etcd.snapshot()) {
      if (signal.aborted) return;
      yield part;
    }
  },
  listSnapshots: async ({ check }) => {
    const { host } = requireEtcd(agent, "list-snapshots");
    const { listKeptSnapshots } = await import("../etcd/list-kept-snapshots.ts");
    return { snapshots: await listKeptSnapshots(host, { isChecked: check }) };
  },
  readKeptSnapshot: async function* ({ name }, { signal }) {
    const { host, spec } = requireEtcd(agent, "read-kept-snapshot");
    const { readKeptSnapshot } = await import("../etcd/read-kept-snapshot.ts");
    for await (const part of readKeptSnapshot(host, spec.host, name)) {
      if (signal.aborted) return;
      yield part;
    }
  },
  getClusterKeys: async () => {
    const { host } = requireEtcd(agent, "cluster-keys");
    const { readClusterKeys } = await import("../etcd/cluster-keys.ts");
    return { files: await readClusterKeys(host) };
  },
});

const changingHandlers = (agent: Agent): Omit<EtcdServiceHandlers, Reading> => {
  const doWork = createEtcdWork(agent.config.host);
  return {
    defragment: async ({ fencingNumber, endAlarm }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host, spec } = requireEtcd(agent, "etcd-defragment");
      const { defragment } = await import("../etcd/defragment.ts");
      return await doWork("defragmenting it", () => defragment(host, spec.address, { endAlarm }));
    },
    checkRestore: async ({ certificates, bytes }) => {
      const { host } = requireEtcd(agent, "etcd-check");
      const { requireSameKeys } = await import("../etcd/place-cluster-keys.ts");
      await requireSameKeys(host, agent.config.host, certificates);
      const { requireRoom } = await import("../etcd/receive-snapshot.ts");
      await requireRoom(agent.paths.state, bytes);
      return {};
    },
    putSnapshotPart: async ({ fencingNumber, ...part }) => {
      await agent.coordination.checkFencing(fencingNumber);
      requireEtcd(agent, "etcd-part");
      requireWord(agent, part.sha256);
      const { receiveSnapshot } = await import("../etcd/receive-snapshot.ts");
      return await receiveSnapshot(agent.paths.state, part);
    },
    stopEtcd: async ({ fencingNumber }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host } = requireIdle(agent, "etcd-stop");
      const { stopEtcd } = await import("../etcd/stop-etcd.ts");
      await doWork("stopping it", () => stopEtcd(host, agent.config.host));
      return {};
    },
    restoreEtcd: async ({ sha256, keys, members, token, fencingNumber, anew }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host, spec } = requireIdle(agent, "etcd-restore");
      requireWord(agent, token);
      requireWord(agent, sha256);
      const { receivedSnapshot, removeReceived, requireSnapshot } =
        await import("../etcd/receive-snapshot.ts");
      const path = receivedSnapshot(agent.paths.state, sha256);
      await requireSnapshot(path, agent.config.host);
      const { restoreEtcd } = await import("../etcd/restore-etcd.ts");
      await doWork("making its data of a snapshot", async () => {
        await restoreEtcd(host, spec, { path, keys, members, token, isAnew: anew });
        // All secrets of the cluster are in it.
        await removeReceived(agent.paths.state);
      });
      return {};
    },
    startEtcd: async ({ fencingNumber }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host } = requireIdle(agent, "etcd-start");
      const { startEtcd } = await import("../etcd/start-etcd.ts");
      await doWork("starting it", () => startEtcd(host, agent.config.host));
      return {};
    },
    recoverEtcd: async ({ fencingNumber, lost, token }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host, spec } = requireIdle(agent, "etcd-recover");
      requireWord(agent, token);
      const { recoverEtcd } = await import("../etcd/recover-etcd.ts");
      const others = otherMasters(agent);
      const kept = await doWork("letting it go on alone", () =>
        recoverEtcd(host, spec, { lost, others, token }),
      );
      return { kept: kept ?? "" };
    },
    renewApiServer: async ({ fencingNumber }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { host, spec } = requireMaster(agent, "renew-api-server");
      const { renewApiServer } = await import("../etcd/renew-api-server.ts");
      await renewApiServer(host, spec.host);
      return {};
    },
    renewWatches: async ({ fencingNumber }) => {
      await agent.coordination.checkFencing(fencingNumber);
      const { renewWatches } = await import("../etcd/renew-watches.ts");
      await renewWatches(bindToNoRun(agent, "renew-watches"));
      return {};
    },
  };
};

/** As `requireMaster`, of a cluster whose etcd is its own. */
const requireEtcd = (agent: Agent, purpose: string): ReturnType<typeof requireMaster> => {
  const master = requireMaster(agent, purpose);
  if (master.spec.kubernetes.controlPlane.externalEtcd === undefined) return master;
  throw externalEtcdStays({});
};

/** Whoever asks may have forgotten one, or know less. */
const otherMasters = ({ config, membership }: Agent): readonly string[] =>
  (membership.current()?.content.members ?? [])
    .filter(
      ({ role, state, name }) => role === "master" && state === "member" && name !== config.host,
    )
    .map(({ name }) => name);

/** It becomes part of a file's name. */
const requireWord = ({ config }: Agent, word: string): void => {
  if (/^[a-z0-9-]{1,64}$/.test(word)) return;
  throw etcdRestoreFailed({ host: config.host, reason: "the request names no snapshot" });
};

/** As `requireEtcd`, while no run changes this host. */
const requireIdle = (agent: Agent, purpose: string): ReturnType<typeof requireMaster> => {
  const run = agent.executor.currentRun();
  if (run !== undefined) throw hostBusy({ run });
  return requireEtcd(agent, purpose);
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
