import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { runCommandLine } from "../support/command-line.ts";

const [M1, W1, W2] = ["127.0.76.1", "127.0.76.11", "127.0.76.12"] as const;
const [M2, M3] = ["127.0.76.2", "127.0.76.3"] as const;

const yml = loopbackYml([M1], [W1, W2]);
const withDocker = (text: string, address: string): string =>
  text.replace(
    `address: ${address}`,
    `address: ${address}, container_runtime: docker, labels: {disk: fast}`,
  );
const wanted = withDocker(yml, W2);

let cluster: LoopbackCluster;
let cwd: string;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  cwd = await mkdtemp(join(tmpdir(), "rejoin-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), wanted);
});
afterEach(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(cwd, { recursive: true });
});

const run = (...argv: readonly string[]) => {
  const { home, distributionFolder } = cluster;
  return runCommandLine({ home, cwd, distributionFolder, argv });
};

const form = async () => {
  const hosts = [cluster.addHost("m1", M1), cluster.addHost("w1", W1), cluster.addHost("w2", W2)];
  await cluster.apply(yml);
  return hosts;
};

test("a worker keeps its runtime below it, and has another one after it has left and joined again", async () => {
  const [, w1, w2] = await form();
  const refused = await run("apply", "--yes");
  expect(refused.stderr).toContain("`pharosctl hosts rejoin w2`");
  // As the verb does it, which reaches hosts over SSH in between.
  expect(await cluster.remove(wanted, "w2")).toEqual([]);
  for (const only of [[W2], []])
    expect((await cluster.apply(wanted, { only })).failures).toEqual([]);
  expect(w2?.fake.machine.packages.has("docker.io")).toBe(true);
  expect(w1?.fake.machine.packages.has("docker.io")).toBe(false);
  expect(cluster.kubernetes.get("/api/v1/nodes/w2")).toMatchObject({
    object: { metadata: { labels: { disk: "fast" } } },
  });
  expect((await cluster.apply(wanted)).isNothingToDo).toBe(true);
});

test("a stranger and a worker that is away stay as they are", async () => {
  const [, w1] = await form();
  expect((await run("hosts", "rejoin", "w9", "--yes")).stderr).toContain("HOST_UNKNOWN");
  await w1?.stop();
  expect((await run("hosts", "rejoin", "w1", "--yes")).code).not.toBe(0);
  expect(cluster.kubernetes.get("/api/v1/nodes/w1").kind).toBe("ok");
});

test("a worker that nobody could reach once it is bare stays as it is", async () => {
  const [, , w2] = await form();
  await writeFile(join(cwd, "cluster.yml"), yml);
  const { code, stderr } = await run("hosts", "rejoin", "w2", "--yes");
  // Its agent answers; on loopback there is no SSH.
  expect([code, stderr]).toEqual([1, expect.stringContaining(W2)]);
  expect(stderr).not.toContain("will be drained");
  expect(w2?.isEnrolled).toBe(true);
  expect(cluster.kubernetes.get("/api/v1/nodes/w2").kind).toBe("ok");
});

test("the only master stays what it is", async () => {
  await form();
  expect(await run("hosts", "rejoin", "m1", "--yes")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("LAST_MASTER_STAYS"),
  });
});

describe("a master among three", () => {
  const three = loopbackYml([M1, M2, M3], [W1]);
  const changed = withDocker(three, M1);
  const formThree = async () => {
    const hosts = [
      cluster.addHost("m1", M1),
      cluster.addHost("m2", M2),
      cluster.addHost("m3", M3),
      cluster.addHost("w1", W1),
    ];
    await cluster.apply(three);
    await writeFile(join(cwd, "cluster.yml"), changed);
    return hosts;
  };
  const members = () =>
    [...cluster.kubernetes.etcdMembers.values()].map(({ name }) => name).toSorted();

  test("has another runtime after it has left, the first one too", async () => {
    const [m1, m2] = await formThree();
    expect((await run("apply", "--yes")).stderr).toContain("`pharosctl hosts rejoin m1`");
    expect(await cluster.remove(changed, "m1")).toEqual([]);
    expect(members()).toEqual(["m2", "m3"]);
    const joined = await cluster.apply(changed);
    expect(joined.failures).toEqual([]);
    expect(members()).toEqual(["m1", "m2", "m3"]);
    expect(m1?.fake.machine.packages.has("docker.io")).toBe(true);
    expect(m2?.fake.machine.packages.has("docker.io")).toBe(false);
    // It is the first again, which the others are told of, and nothing else.
    const told = await cluster.apply(changed);
    expect(told.planned).toEqual({});
    expect(told.failures).toEqual([]);
    expect((await cluster.apply(changed)).isNothingToDo).toBe(true);
  });

  test("stays while another one is away, which would keep it from coming back", async () => {
    const [, , m3] = await formThree();
    await m3?.stop();
    const refused = await run("hosts", "rejoin", "m1", "--yes");
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(M3) });
    expect(members()).toEqual(["m1", "m2", "m3"]);
  });

  test("stays while a member of etcd has yet to start", async () => {
    await formThree();
    const announced = {
      id: "9",
      name: "",
      peerUrls: ["https://127.0.76.9:2380"],
      isLearner: false,
    };
    cluster.kubernetes.etcdMembers.set("https://127.0.76.9:2380", announced);
    const { stderr } = await run("hosts", "rejoin", "m1", "--yes");
    expect(stderr).toContain("ETCD_UNHEALTHY");
    expect(stderr).toContain("one that never started");
  });
});

test("what the others would be refused for is told before a worker leaves", async () => {
  await form();
  await writeFile(join(cwd, "cluster.yml"), withDocker(wanted, W1));
  const { stderr } = await run("hosts", "rejoin", "w2", "--yes");
  expect(stderr).toContain("RUNTIME_CHANGED");
  expect(cluster.kubernetes.get("/api/v1/nodes/w2").kind).toBe("ok");
});
