import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";

const M1 = "127.0.71.1";
const W1 = "127.0.71.11";
const W2 = "127.0.71.12";
const W3 = "127.0.71.13";

interface YmlOptions {
  readonly workers?: readonly string[];
  readonly extra?: string;
  readonly network?: string;
}

/** A cluster.yml; `extra` is put under the first worker. */
const yml = ({ workers = [W1, W2], extra = "", network = "" }: YmlOptions = {}): string =>
  [
    "name: loop",
    'kubernetes: {version: "1.20.2"}',
    `network: {provider: bridge${network}}`,
    "repositories:",
    '  kubernetes: {url: "http://192.0.2.1/core:/stable:/v1.20/deb/", key: keys/apt.asc}',
    "hosts:",
    `- {address: ${M1}, role: master, user: root}`,
    ...workers.map(
      (address, index) =>
        `- {address: ${address}, role: worker, user: root${index === 0 ? extra : ""}}`,
    ),
    "",
  ].join("\n");

let cluster: LoopbackCluster;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
});
afterEach(() => cluster[Symbol.asyncDispose]());

const threeHosts = () => ({
  m1: cluster.addHost("m1", M1),
  w1: cluster.addHost("w1", W1),
  w2: cluster.addHost("w2", W2),
});

const nodeAt = (name: string) => cluster.kubernetes.get(`/api/v1/nodes/${name}`);

describe("one master and two workers", () => {
  test("become a cluster by the plan that was shown, and then there is nothing left to do", async () => {
    const { w1 } = threeHosts();
    const first = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(first.failures).toEqual([]);
    expect(first.journalled).toEqual(first.planned);
    expect(Object.keys(first.planned)).toEqual(["m1", "w1", "w2"]);
    for (const name of ["m1", "w1", "w2"]) expect(nodeAt(name).kind).toBe("ok");
    expect(nodeAt("w1")).toMatchObject({ object: { metadata: { labels: { disk: "fast" } } } });
    expect(w1.fake.machine.routes.filter(({ protocol }) => protocol === "pharos")).toHaveLength(2);
    const second = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(second).toMatchObject({ isNothingToDo: true, planned: {} });
  });

  test("have one membership, numbered by the master and kept by the administrator", async () => {
    threeHosts();
    const { designed } = await cluster.apply(yml());
    expect(designed.design.membership.content.number).toBe(1);
    const folder = join(cluster.home, "hosts", "m1", "var/lib/pharos/spec");
    const { counters } = JSON.parse(await readFile(join(folder, "coordination.json"), "utf8"));
    expect(counters).toEqual({ generation: 1, membership: 1 });
  });

  test("are made a cluster of by one administrator at a time, and who comes second leaves nothing", async () => {
    const { m1 } = threeHosts();
    const holder = { holder: "bob 1", machine: "other-desk", purpose: "apply" };
    m1.lockHolder = JSON.stringify(holder);
    await expect(cluster.apply(yml())).rejects.toMatchObject({ code: "LOCK_HELD", fields: holder });
    expect(m1.server).toBeUndefined();
    expect(await readdir(join(cluster.home, ".pharos"))).not.toContain("loop");
    m1.lockHolder = undefined;
    expect((await cluster.apply(yml())).failures).toEqual([]);
    expect(m1.lockHolder).toBeUndefined();
  });

  test("keep no secret of the join in any journal", async () => {
    threeHosts();
    const { journalled } = await cluster.apply(yml());
    expect(JSON.stringify(journalled)).not.toMatch(/[a-z0-9]{6}\.[a-z0-9]{16}/);
  });
});

describe("a cluster that runs", () => {
  test("gets a worker, and the others learn of it by routes, firewall and membership alone", async () => {
    threeHosts();
    await cluster.apply(yml());
    cluster.addHost("w3", W3);
    const added = await cluster.apply(yml({ workers: [W1, W2, W3] }));
    expect(added.failures).toEqual([]);
    expect(added.journalled).toEqual(added.planned);
    expect(nodeAt("w3").kind).toBe("ok");
    const others = added.planned["w1"]?.map(({ task }) => task.split(":")[0]);
    expect(others).toEqual(["host-routes", "firewall"]);
    expect((await cluster.apply(yml({ workers: [W1, W2, W3] }))).isNothingToDo).toBe(true);
  });

  test("gets and loses a label without touching hosts", async () => {
    threeHosts();
    await cluster.apply(yml());
    const set = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(set.journalled).toEqual(set.planned);
    expect(nodeAt("w1")).toMatchObject({ object: { metadata: { labels: { disk: "fast" } } } });
    const removed = await cluster.apply(yml());
    expect(removed.journalled).toEqual(removed.planned);
    expect(JSON.stringify(nodeAt("w1"))).not.toContain("fast");
    expect(Object.keys(removed.planned)).toEqual(["m1"]);
  });

  test("is finished without a host that is off, which is told and joins in later", async () => {
    const { w2 } = threeHosts();
    await cluster.apply(yml());
    await w2.stop();
    w2.isOff = true;
    const without = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(without.failures).toEqual([]);
    expect(without.designed.unreachable).toMatchObject([{ host: W2 }]);
    expect(nodeAt("w1")).toMatchObject({ object: { metadata: { labels: { disk: "fast" } } } });
    w2.isOff = false;
    await w2.start();
    const again = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(again).toMatchObject({ failures: [], planned: {} });
  });

  test("is finished without a host whose clock is ahead, which is told, and needs nothing once it is right", async () => {
    const { w2 } = threeHosts();
    await cluster.apply(yml());
    w2.clockOffsetMs = 7_200_000;
    const without = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(without.failures).toEqual([]);
    expect(without.designed.unreachable).toMatchObject([
      { host: W2, error: { code: "CLOCK_OFF", fields: { seconds: 7_200 } } },
    ]);
    expect(nodeAt("w1")).toMatchObject({ object: { metadata: { labels: { disk: "fast" } } } });
    w2.clockOffsetMs = 0;
    const again = await cluster.apply(yml({ extra: ", labels: {disk: fast}" }));
    expect(again).toMatchObject({ failures: [], planned: {} });
  });

  test("goes on where an apply failed, and only there", async () => {
    const { w1 } = threeHosts();
    w1.fake.machine.faults.failNext("packages.install", new Error("disk full"));
    const first = await cluster.apply(yml());
    expect(first.failures.map(({ host, error }) => [host, error.code])).toEqual([
      ["w1", "TASK_FAILED"],
      // The master cannot label a node that did not join.
      ["m1", "NODE_MARKS_WAIT"],
    ]);
    expect(first.failures[0]?.error.fields).toMatchObject({ task: "packages:host" });
    expect(nodeAt("w2").kind).toBe("ok");
    const second = await cluster.apply(yml());
    expect(second.failures).toEqual([]);
    expect(second.planned["w2"]).toBeUndefined();
    expect(nodeAt("w1").kind).toBe("ok");
  });

  test("tells of a host that could not be enrolled once, and labels it when it is", async () => {
    threeHosts();
    const opt = join(cluster.home, "hosts", "w1", "opt");
    await mkdir(dirname(opt), { recursive: true });
    await writeFile(opt, "in the way");
    const first = await cluster.apply(yml());
    expect(first.failures.map(({ host }) => host)).toEqual(["w1", "m1"]);
    expect(first.failures[1]?.error.code).toBe("NODE_MARKS_WAIT");
    await rm(opt);
    expect((await cluster.apply(yml())).failures).toEqual([]);
    expect(nodeAt("w1").kind).toBe("ok");
  });

  test("is not started a second time while its master is away", async () => {
    const { m1 } = threeHosts();
    await cluster.apply(yml());
    await m1.stop();
    m1.isOff = true;
    await expect(cluster.plan(yml())).rejects.toMatchObject({ code: "CONTROL_PLANE_AWAY" });
  });

  test("keeps its networks", async () => {
    threeHosts();
    await cluster.apply(yml());
    const changed = cluster.plan(yml({ network: ", service_cidr: 10.112.0.0/12" }));
    await expect(changed).rejects.toMatchObject({
      code: "NETWORK_CHANGED",
      fields: { key: "network.service_cidr", from: "10.96.0.0/12" },
    });
  });
});

describe("a reset", () => {
  test("leaves hosts that can be applied again", async () => {
    const { w2 } = threeHosts();
    await cluster.apply(yml());
    expect(await cluster.reset(yml())).toEqual([]);
    expect(w2.server).toBeUndefined();
    expect(w2.fake.machine.packages.has("kubelet")).toBe(false);
    const again = await cluster.apply(yml());
    expect(again.failures).toEqual([]);
    expect(again.journalled).toEqual(again.planned);
  });

  test("of one worker is known to those who stay", async () => {
    threeHosts();
    await cluster.apply(yml());
    expect(await cluster.reset(yml(), ["w2"])).toEqual([]);
    expect(nodeAt("w2").kind).toBe("not-found");
    const after = await cluster.apply(yml({ workers: [W1] }));
    expect(after.failures).toEqual([]);
    expect(after.designed.design.membership.content).toMatchObject({ number: 2 });
    expect(after.planned["m1"]?.map(({ task }) => task.split(":")[0])).toContain("host-routes");
  });
});
