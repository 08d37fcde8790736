import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const ADDRESSES = {
  m1: "127.0.74.1",
  m2: "127.0.74.2",
  m3: "127.0.74.3",
  w1: "127.0.74.11",
  w2: "127.0.74.12",
} as const;
type Name = keyof typeof ADDRESSES;

const yml = (masters: readonly Name[], workers: readonly Name[]): string =>
  loopbackYml(
    masters.map((name) => ADDRESSES[name]),
    workers.map((name) => ADDRESSES[name]),
  );

let cluster: LoopbackCluster;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const form = async (masters: readonly Name[], workers: readonly Name[]) => {
  const names = [...masters, ...workers];
  const hosts = new Map(names.map((name) => [name, cluster.addHost(name, ADDRESSES[name])]));
  await cluster.apply(yml(masters, workers));
  return hosts;
};

const powerOff = async (
  host: Awaited<ReturnType<typeof form>> extends Map<Name, infer H> ? H | undefined : never,
) => {
  await host?.stop();
  if (host !== undefined) host.isOff = true;
};

const node = (name: Name) => cluster.kubernetes.get(`/api/v1/nodes/${name}`).kind;
const etcd = () => [...cluster.kubernetes.etcdMembers.values()].map(({ name }) => name).toSorted();

describe("a worker", () => {
  test("that answers is bare again, the cluster forgets it, and it can come back", async () => {
    const hosts = await form(["m1"], ["w1", "w2"]);
    expect(await cluster.remove(yml(["m1"], ["w1", "w2"]), "w2")).toEqual([]);
    expect(node("w2")).toBe("not-found");
    expect(hosts.get("w2")?.server).toBeUndefined();
    const back = await cluster.apply(yml(["m1"], ["w1", "w2"]));
    expect(back.failures).toEqual([]);
    expect(node("w2")).toBe("ok");
    expect((await cluster.apply(yml(["m1"], ["w1", "w2"]))).isNothingToDo).toBe(true);
  });

  test("that is off goes too, and a second time does no harm", async () => {
    const hosts = await form(["m1"], ["w1", "w2"]);
    await powerOff(hosts.get("w2"));
    for (const _ of [1, 2])
      expect(await cluster.remove(yml(["m1"], ["w1", "w2"]), "w2")).toEqual([]);
    expect(node("w2")).toBe("not-found");
    const { missing } = await cluster.plan(yml(["m1"], ["w1"]));
    expect(missing).toEqual([]);
  });

  test("that nobody knows is refused", async () => {
    await form(["m1"], ["w1"]);
    await expect(cluster.remove(yml(["m1"], ["w1"]), "w9")).rejects.toMatchObject({
      code: "HOST_UNKNOWN",
    });
  });
});

describe("a master", () => {
  test("that is off leaves etcd, which is saved before, and the balancers of those who stay", async () => {
    const hosts = await form(["m1", "m2", "m3"], ["w1"]);
    await powerOff(hosts.get("m1"));
    expect(await cluster.remove(yml(["m1", "m2", "m3"], ["w1"]), "m1")).toEqual([]);
    expect(etcd()).toEqual(["m2", "m3"]);
    expect(node("m1")).toBe("not-found");
    const saved = hosts.get("m2")?.fake.machine.files.names("/var/lib/pharos/etcd-snapshots") ?? [];
    expect(saved.some((name) => name.endsWith("before-m1-leaves.snapshot"))).toBe(true);
    const next = await cluster.apply(yml(["m2", "m3"], ["w1"]));
    expect(next.failures).toEqual([]);
    const file = hosts.get("w1")?.fake.machine.files.follow("/etc/pharos/api-proxy/haproxy.cfg");
    expect(file?.text).not.toContain("server m1");
    expect((await cluster.apply(yml(["m2", "m3"], ["w1"]))).isNothingToDo).toBe(true);
  });

  test("that answers leaves etcd and is bare again", async () => {
    const hosts = await form(["m1", "m2", "m3"], ["w1"]);
    expect(await cluster.remove(yml(["m1", "m2", "m3"], ["w1"]), "m3")).toEqual([]);
    expect(etcd()).toEqual(["m1", "m2"]);
    expect(hosts.get("m3")?.server).toBeUndefined();
  });

  test("that is one of two and off is told that etcd has lost its majority", async () => {
    const hosts = await form(["m1", "m2"], ["w1"]);
    await powerOff(hosts.get("m2"));
    // One of two serves nobody, so the API server beside it does not answer either.
    cluster.kubernetes.apiServers.clear();
    await expect(cluster.remove(yml(["m1", "m2"], ["w1"]), "m2")).rejects.toMatchObject({
      code: "ETCD_QUORUM_LOST",
      message: expect.stringContaining("1 of 2 members work (m2 away)"),
    });
  });

  test("that could go while the API is silent for a reason of its own is told that reason", async () => {
    const hosts = await form(["m1", "m2", "m3"], ["w1"]);
    await powerOff(hosts.get("m3"));
    cluster.kubernetes.apiServers.clear();
    await expect(cluster.remove(yml(["m1", "m2", "m3"], ["w1"]), "m3")).rejects.toMatchObject({
      code: "NOT_A_MASTER",
    });
  });

  test("that is the only one stays", async () => {
    await form(["m1"], ["w1"]);
    await expect(cluster.remove(yml(["m1"], ["w1"]), "m1")).rejects.toMatchObject({
      code: "LAST_MASTER_STAYS",
    });
    expect(node("m1")).toBe("ok");
  });
});
