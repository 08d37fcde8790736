import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { etcdSnapshotOther } from "../../shared/errors/etcd-errors.ts";
import { connectionLostError } from "../../shared/errors/rpc-errors.ts";
import { clusterServiceRoutes } from "../../shared/rpc/gen/cluster-service.ts";
import { etcdServiceRoutes } from "../../shared/rpc/gen/etcd-service.ts";
import type { Route } from "../../shared/rpc/route.ts";
import { connectInMemory } from "../../test/support/in-memory-connection.ts";
import { packSnapshot } from "../../shared/etcd/pack-snapshot.ts";
import { performRestore } from "./perform-restore.ts";
import type { ReachedMaster } from "./read-etcd.ts";
import { type ReadSnapshot, readSnapshot } from "../../shared/etcd/read-snapshot.ts";
import { writeSnapshotFile } from "./write-snapshot-file.ts";

const MASTERS = ["m1", "m2", "m3"];
const DATABASE = randomBytes(1_200_000);
const HASH = createHash("sha256").update(DATABASE).digest();

let folder = "";
let path = "";
let snapshot: ReadSnapshot;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "restore-"));
  path = join(folder, "today.snapshot");
  const archive = packSnapshot({
    description: {
      format: 1,
      cluster: { id: "6f1c", name: "swift" },
      takenAt: "2026-11-23T04:00:00.000Z",
      member: "m1",
      etcdVersion: "3.4.23",
      revision: 77,
      members: MASTERS,
    },
    keys: { "ca.crt": "certificate\n", "ca.key": "key\n" },
    parts: send(),
  });
  snapshot = await writeSnapshotFile(path, archive, {
    nowMs: Date.now(),
    check: (temporary) => readSnapshot({ path: temporary }),
  });
});
afterAll(() => rm(folder, { recursive: true }));

async function* send() {
  yield { part: DATABASE, remainingBytes: 0 };
  yield { part: HASH, remainingBytes: 0 };
}

/** `m1 stop`, in the order in which agents were told. */
let told: string[] = [];
/** What fails, as it would be told. */
let broken: readonly string[] = [];
/** After what the connection breaks: nobody knows whether it was done. */
let lost: readonly string[] = [];
let received = new Map<string, Buffer>();
let certificates: readonly string[] = [];
beforeEach(() => {
  told = [];
  broken = [];
  lost = [];
  received = new Map(MASTERS.map((name) => [name, Buffer.alloc(0)]));
});

const note = (what: string): void => {
  told.push(what);
  if (lost.includes(what))
    throw connectionLostError({ address: "m", method: what, reason: "read ECONNRESET" });
  if (broken.includes(what)) throw etcdSnapshotOther({ host: what, file: "ca.crt" });
};

const never = (): never => {
  throw new RangeError("not called by a restore");
};

const etcdOf = (name: string): readonly Route[] =>
  etcdServiceRoutes({
    getEtcd: never,
    readSnapshot: never,
    getClusterKeys: never,
    defragment: never,
    checkRestore: async (request) => {
      certificates = Object.keys(request.certificates);
      note(`${name} check`);
      return {};
    },
    putSnapshotPart: async ({ offset, part, bytes }) => {
      const before = received.get(name) ?? Buffer.alloc(0);
      const now = offset === before.length ? Buffer.concat([before, part]) : before;
      received.set(name, now);
      return { receivedBytes: now.length, complete: now.length === bytes };
    },
    stopEtcd: async () => {
      note(`${name} stop`);
      return {};
    },
    restoreEtcd: async ({ members, keys }) => {
      expect(members.map((member) => member.name)).toEqual(MASTERS);
      expect(keys).toEqual(snapshot.keys);
      note(`${name} restore`);
      return {};
    },
    startEtcd: async () => {
      note(`${name} start`);
      return {};
    },
    recoverEtcd: never,
    listSnapshots: never,
    readKeptSnapshot: never,
    renewApiServer: never,
    renewWatches: async () => {
      note(`${name} renew`);
      return {};
    },
  });

const servingOf = (name: string): readonly Route[] =>
  clusterServiceRoutes({
    createJoinToken: never,
    getKubeconfig: never,
    deleteNode: never,
    removeEtcdMember: never,
    drainNode: never,
    endDrain: never,
    getWorkloads: never,
    getDeprecatedApis: never,
    rewriteObjects: never,
    saveEtcdSnapshot: never,
    getClusterStatus: async () => {
      const member = { name, id: name, healthy: true, learner: false, reason: "" };
      return { nodes: [], etcdMembers: [{ ...member, peerUrls: [], alarms: [] }] };
    },
  });

const hostOf = (name: string, role: "master" | "worker"): ReachedMaster => ({
  member: { name, address: name, privateAddress: name, role, state: "member" },
  connection: connectInMemory([...etcdOf(name), ...servingOf(name)], {
    kind: "operator",
    name: "ada",
    role: "admin",
    serial: "1",
  }),
});

const restore = (signal = new AbortController().signal) =>
  performRestore({
    lock: { fencing: 4, lost: new AbortController().signal },
    masters: MASTERS.map((name) => hostOf(name, "master")),
    workers: [hostOf("w1", "worker")],
    source: { path },
    snapshot,
    progress: { phase: () => undefined },
    signal,
  });

const steps = (): readonly string[] => told.map((one) => one.split(" ")[1] ?? "");

test("no master goes on before all others are as far", async () => {
  expect(await restore()).toEqual({ failures: [], now: "restored" });
  const order = ["check", "stop", "restore", "start"];
  const ofMasters = order.flatMap((step) => MASTERS.map(() => step));
  expect(steps()).toEqual([...ofMasters, "renew", "renew", "renew", "renew"]);
  expect(told).toContain("w1 renew");
  for (const content of received.values())
    expect(content.equals(Buffer.concat([DATABASE, HASH]))).toBe(true);
  expect(certificates).toEqual(["ca.crt"]);
});

test("a master of another cluster ends it before anything is changed", async () => {
  broken = ["m2 check"];
  const { failures, now } = await restore();
  expect(failures.map(({ host, error }) => [host, error.code])).toContainEqual([
    "m2",
    "ETCD_SNAPSHOT_OTHER",
  ]);
  expect([now, new Set(steps())]).toEqual(["as before", new Set(["check"])]);
});

test("where no master could be restored what was there runs again", async () => {
  broken = MASTERS.map((name) => `${name} restore`);
  expect((await restore()).now).toBe("as before");
  expect(told.slice(-3).toSorted()).toEqual(["m1 start", "m2 start", "m3 start"]);
});

test("where one could not, nothing is started that would have two pasts", async () => {
  broken = ["m3 restore"];
  expect((await restore()).now).toBe("restored in part");
  expect(steps()).not.toContain("start");
  broken = [];
  told = [];
  expect(await restore()).toEqual({ failures: [], now: "restored" });
});

test("where nobody knows what became of one, nothing is started either", async () => {
  broken = ["m1 restore", "m2 restore"];
  lost = ["m3 restore"];
  expect((await restore()).now).toBe("restored in part");
  expect(steps()).not.toContain("start");
});

test("a master that cannot run again what it had is told with its reason", async () => {
  broken = [...MASTERS.map((name) => `${name} restore`), "m2 start"];
  const { failures, now } = await restore();
  expect(now).toBe("stopped in part");
  expect(failures.filter(({ host }) => host === "m2")).toHaveLength(2);
});

test("what has come before is not sent again", async () => {
  received.set("m1", DATABASE.subarray(0, 900_000));
  expect((await restore()).now).toBe("restored");
  expect(received.get("m1")?.equals(Buffer.concat([DATABASE, HASH]))).toBe(true);
});
