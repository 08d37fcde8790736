import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";
import { runCommandLine } from "../support/command-line.ts";

const [M1, W1, W2] = ["127.0.76.1", "127.0.76.11", "127.0.76.12"] as const;

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

test("a master, a stranger and a worker that is away stay as they are", async () => {
  const [, w1] = await form();
  expect(await run("hosts", "rejoin", "m1", "--yes")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("m1 is a master, which stays what it is"),
  });
  expect((await run("hosts", "rejoin", "w9", "--yes")).stderr).toContain("HOST_UNKNOWN");
  await w1?.stop();
  expect((await run("hosts", "rejoin", "w1", "--yes")).code).not.toBe(0);
  expect(cluster.kubernetes.get("/api/v1/nodes/w1").kind).toBe("ok");
});

test("what the others would be refused for is told before a worker leaves", async () => {
  await form();
  await writeFile(join(cwd, "cluster.yml"), withDocker(wanted, W1));
  const { stderr } = await run("hosts", "rejoin", "w2", "--yes");
  expect(stderr).toContain("RUNTIME_CHANGED");
  expect(cluster.kubernetes.get("/api/v1/nodes/w2").kind).toBe("ok");
});
