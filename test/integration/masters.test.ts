import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const ADDRESSES = {
  m1: "127.0.72.1",
  m2: "127.0.72.2",
  m3: "127.0.72.3",
  w1: "127.0.72.11",
} as const;
type Name = keyof typeof ADDRESSES;

const yml = (masters: readonly Name[], workers: readonly Name[] = ["w1"]): string =>
  loopbackYml(
    masters.map((name) => ADDRESSES[name]),
    workers.map((name) => ADDRESSES[name]),
  );

const ONE = yml(["m1"]);
const THREE = yml(["m1", "m2", "m3"]);
const SNAPSHOTS = "/var/lib/pharos/etcd-snapshots";

let cluster: LoopbackCluster;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const addHosts = (...names: readonly Name[]) =>
  new Map(names.map((name) => [name, cluster.addHost(name, ADDRESSES[name])] as const));

const phasesOf = (phases: Awaited<ReturnType<LoopbackCluster["apply"]>>["phases"]) =>
  phases.flatMap((event) =>
    event.type === "phase-done" || event.type === "phase-started"
      ? [`${event.type === "phase-done" ? "<" : ">"} ${event.phase} ${event.host}`]
      : [],
  );

describe("three masters", () => {
  test("become a cluster one after the other, as planned, and then nothing is left to do", async () => {
    addHosts("m1", "m2", "m3", "w1");
    const first = await cluster.apply(THREE);
    expect(first.failures).toEqual([]);
    expect(first.journalled).toEqual(first.planned);
    const joins = phasesOf(first.phases).filter((text) => text.includes("join masters"));
    expect(joins).toEqual([
      "> join masters m2",
      "< join masters m2",
      "> join masters m3",
      "< join masters m3",
    ]);
    const renewed = phasesOf(first.phases).filter((text) => text.includes("start API servers"));
    expect(renewed).toEqual([
      "> start API servers anew m1",
      "< start API servers anew m1",
      "> start API servers anew m2",
      "< start API servers anew m2",
    ]);
    expect((await cluster.apply(THREE)).isNothingToDo).toBe(true);
  });

  test("are what one grows to in one apply, with etcd saved before each of the others", async () => {
    const hosts = addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(ONE);
    const grown = await cluster.apply(THREE);
    expect(grown.failures).toEqual([]);
    expect(grown.journalled).toEqual(grown.planned);
    const saved = hosts.get("m1")?.fake.machine.files.names(SNAPSHOTS);
    expect(saved?.map((name) => name.slice("2026-01-01T00-00-00-000Z-".length))).toEqual([
      "before-m2-joins.snapshot",
      "before-m3-joins.snapshot",
    ]);
    const again = await cluster.apply(THREE);
    expect(again.isNothingToDo).toBe(true);
    expect(phasesOf(again.phases).join()).not.toContain("start API servers");
  });

  test("whose API servers were not started anew, because the CLI died, get it from the next apply", async () => {
    const hosts = addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(ONE);
    const killed = new AbortController();
    const cut = await cluster.apply(THREE, {
      signal: killed.signal,
      watch: (happening) => {
        const isJoined = "phase" in happening && happening.type === "phase-done";
        if (isJoined && happening.phase === "join masters" && happening.host === "m3")
          killed.abort();
      },
    });
    expect(cut.failures).not.toEqual([]);
    const machine = hosts.get("m1")?.fake.machine;
    machine?.advance(60_000);
    const creationTimestamp = new Date(machine?.nowMs() ?? 0).toISOString();
    cluster.kubernetes.patch("/api/v1/nodes/m3", { metadata: { creationTimestamp } });
    machine?.advance(60_000);
    const next = await cluster.apply(THREE);
    expect(next.failures).toEqual([]);
    expect(next.planned["m1"]).toContainEqual(
      expect.objectContaining({ task: "api-server-watches:local" }),
    );
    expect(next.journalled).toEqual(next.planned);
    expect((await cluster.apply(THREE)).isNothingToDo).toBe(true);
  });

  test("leave those that were there alone but for routes, firewall, balancer and the cluster's objects", async () => {
    addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(ONE);
    const { planned } = await cluster.apply(THREE);
    const kinds = (name: Name) =>
      planned[name]?.map(({ task }) => task.split(":")[0]).toSorted() ?? [];
    expect(kinds("w1")).toEqual(["file", "firewall", "host-routes", "unit"]);
    expect(kinds("m1")).toEqual([
      "file",
      "firewall",
      "host-routes",
      "kubernetes-object",
      "node-object",
      "node-object",
      "unit",
    ]);
  });
});

describe("two administrators", () => {
  test("one of whom thinks about a plan while the other lets a host join: the plan is not carried out", async () => {
    addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(yml(["m1"], []));
    const slow = cluster.apply(`${yml(["m1"], [])}drift: {mode: report}\n`, {
      meanwhile: () => cluster.apply(ONE),
    });
    await expect(slow).rejects.toMatchObject({ code: "MEMBERSHIP_CHANGED" });
    expect((await cluster.apply(ONE)).isNothingToDo).toBe(true);
  });
});

describe("a master that is in cluster.yml", () => {
  test("as a worker is refused with what to do instead", async () => {
    addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(THREE);
    await expect(cluster.plan(yml(["m1", "m2"], ["m3", "w1"]))).rejects.toMatchObject({
      code: "ROLE_CHANGED",
      hint: expect.stringContaining("pharosctl hosts remove m3"),
    });
  });

  test("no more is told and stays a member, and so does the endpoint", async () => {
    const hosts = addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(THREE);
    const { missing, hosts: planned } = await cluster.plan(yml(["m1", "m2"]));
    expect(missing).toEqual(["m3"]);
    expect(planned.flatMap(({ plan }) => plan.tasks.map(({ kind }) => kind))).not.toContain("unit");
    const balancer = hosts
      .get("w1")
      ?.fake.machine.files.follow("/etc/pharos/api-proxy/haproxy.cfg");
    expect(balancer?.text).toContain(`server m3 ${ADDRESSES.m3}:6443`);
  });
});

describe("with masters that are off", () => {
  const off = async (...names: readonly Name[]) => {
    const hosts = addHosts("m1", "m2", "m3", "w1");
    await cluster.apply(THREE);
    for (const name of names) {
      const host = hosts.get(name);
      await host?.stop();
      if (host !== undefined) host.isOff = true;
    }
    return THREE.replace("address: 127.0.72.11,", "address: 127.0.72.11, labels: {disk: fast},");
  };

  test("one of three, an apply goes on", async () => {
    const applied = await cluster.apply(await off("m2"));
    expect(applied.failures).toEqual([]);
    expect(applied.designed.unreachable).toMatchObject([{ host: ADDRESSES.m2 }]);
    expect(cluster.kubernetes.get("/api/v1/nodes/w1")).toMatchObject({
      object: { metadata: { labels: { disk: "fast" } } },
    });
  });

  test("the first of three, another one keeps the cluster's objects", async () => {
    const applied = await cluster.apply(await off("m1"));
    expect(applied.failures).toEqual([]);
    expect(Object.keys(applied.planned)).toEqual(["m2"]);
    expect(applied.journalled).toEqual(applied.planned);
  });

  test("two of three, nothing is changed and it says who is missing", async () => {
    await expect(cluster.apply(await off("m2", "m3"))).rejects.toMatchObject({
      code: "NO_QUORUM",
      fields: { masters: 3, missing: "m2, m3" },
    });
    expect(JSON.stringify(cluster.kubernetes.get("/api/v1/nodes/w1"))).not.toContain("fast");
  });
});
