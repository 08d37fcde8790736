import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const M1 = "127.0.94.1";
const M2 = "127.0.94.2";
const W1 = "127.0.94.11";
const W2 = "127.0.94.12";
const W3 = "127.0.94.13";

/** With labels of w1. */
const yml = (workers: readonly string[], labels = ""): string =>
  loopbackYml([M1], workers).replace(
    `${W1}, role: worker`,
    `${W1}, role: worker, labels: {${labels}}`,
  );

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

describe("a host of a cluster that runs", () => {
  test("joins alone; what the others lack comes with the next apply of all", async () => {
    threeHosts();
    await cluster.apply(yml([W1, W2]));
    cluster.addHost("w3", W3);
    const changed = yml([W1, W2, W3], "disk: fast");
    const alone = await cluster.apply(changed, { only: [W3] });
    expect(alone.failures).toEqual([]);
    expect(Object.keys(alone.planned)).toEqual(["w3"]);
    expect(alone.journalled).toEqual(alone.planned);
    expect(alone.designed.scope.leftOut).toEqual(["m1", "w1", "w2"]);
    expect(nodeAt("w3").kind).toBe("ok");
    expect(JSON.stringify(nodeAt("w1"))).not.toContain("fast");
    expect(await cluster.apply(changed, { only: ["w3"] })).toMatchObject({ isNothingToDo: true });
    const rest = await cluster.apply(changed);
    expect(rest.failures).toEqual([]);
    expect(Object.keys(rest.planned)).toEqual(["m1", "w1", "w2"]);
    expect((await cluster.apply(changed)).isNothingToDo).toBe(true);
  });

  test("is applied although one that is left out is off", async () => {
    const { w2 } = threeHosts();
    await cluster.apply(yml([W1, W2]));
    await w2.stop();
    w2.isOff = true;
    const { failures, designed } = await cluster.apply(yml([W1, W2], "disk: fast"), {
      only: ["m1"],
    });
    expect([failures, designed.unreachable]).toEqual([[], []]);
    expect(nodeAt("w1")).toMatchObject({ object: { metadata: { labels: { disk: "fast" } } } });
  });

  test("is a master that joins alone where the others let it in by themselves, and not elsewhere", async () => {
    threeHosts();
    const grown = (drift: string) => loopbackYml([M1, M2], [W1, W2]).replace(/^/, drift);
    const report = "drift: {mode: report}\n";
    await cluster.apply(loopbackYml([M1], [W1, W2]).replace(/^/, report));
    const m2 = cluster.addHost("m2", M2);
    await expect(cluster.plan(grown(report), { only: [M2] })).rejects.toMatchObject({
      code: "ONLY_NEEDS_MORE",
      fields: { host: "m2", needed: "network on m1" },
    });
    expect(m2.isEnrolled).toBe(false);
    // What counts is what m1 was told, and not what cluster.yml says now.
    await expect(cluster.plan(grown(""), { only: [M2] })).rejects.toMatchObject({
      code: "ONLY_NEEDS_MORE",
    });
    await cluster.apply(loopbackYml([M1], [W1, W2]));
    const { failures } = await cluster.apply(grown(""), { only: [M2] });
    expect(failures).toEqual([]);
    expect(nodeAt("m2").kind).toBe("ok");
  });

  test("gets one part of it alone", async () => {
    const { w1 } = threeHosts();
    await cluster.apply(yml([W1, W2]));
    w1.fake.machine.files.seed("/etc/sysctl.d/999-pharos.conf", "");
    const changed = yml([W1, W2], "disk: fast");
    const labels = await cluster.apply(changed, { only: ["cluster"] });
    expect(labels.journalled).toEqual(labels.planned);
    expect(Object.keys(labels.planned)).toEqual(["m1"]);
    const rest = await cluster.apply(changed);
    expect(Object.keys(rest.planned)).toEqual(["w1"]);
  });
});

describe("a new cluster", () => {
  test("begins with those that are chosen; the others are not even reached", async () => {
    const { w1 } = threeHosts();
    w1.isOff = true;
    const first = await cluster.apply(yml([W1, W2]), { only: [M1] });
    expect(first.failures).toEqual([]);
    const { members } = first.designed.design.membership.content;
    expect(members.map(({ name }) => name)).toEqual(["m1"]);
    w1.isOff = false;
    const rest = await cluster.apply(yml([W1, W2]));
    expect(rest.failures).toEqual([]);
    for (const name of ["m1", "w1", "w2"]) expect(nodeAt(name).kind).toBe("ok");
  });

  test("is not begun with a worker", async () => {
    threeHosts();
    await expect(cluster.plan(yml([W1, W2]), { only: [W1] })).rejects.toMatchObject({
      code: "ONLY_NEEDS_MORE",
      fields: { part: "worker", needed: "a control plane" },
    });
  });

  test("is not begun in the middle", async () => {
    threeHosts();
    const parts = ["host", "worker", "control-plane"];
    await expect(cluster.plan(yml([W1, W2]), { only: parts })).rejects.toMatchObject({
      code: "ONLY_NEEDS_MORE",
      fields: { needed: "network there" },
    });
  });
});

describe("on the command line", () => {
  let cwd: string;
  let hosts: ReturnType<typeof threeHosts>;
  beforeEach(async () => {
    cwd = await mkdtemp(join(tmpdir(), "only-"));
    await mkdir(join(cwd, "keys"));
    await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
    await writeFile(join(cwd, "cluster.yml"), yml([W1, W2], "disk: fast"));
    hosts = threeHosts();
    await cluster.apply(yml([W1, W2]));
  });
  afterEach(() => rm(cwd, { recursive: true }));

  const run = (...argv: readonly string[]) => {
    const { home, distributionFolder } = cluster;
    return runCommandLine({ home, cwd, distributionFolder, argv });
  };

  test("plan and apply say what they leave out, and a kept plan keeps it", async () => {
    const notice = "notice: --only leaves out w1, w2: `pharosctl apply` does the rest\n";
    const plan = await run("plan", "--only", "m1", "--out", "p.json", "-o", "json");
    expect(plan.stderr).toContain(notice);
    expect(JSON.parse(plan.stdout)).toMatchObject({
      hosts: [{ name: "m1", tasks: [{ profile: "cluster" }, { profile: "cluster" }] }],
      leftOut: ["w1", "w2"],
    });
    const applied = await run("apply", "--plan", "p.json", "--yes");
    expect(applied).toMatchObject({ code: 0, stderr: notice });
    expect(applied.stdout).toContain("What was chosen of cluster loop is as cluster.yml says");
    expect((await run("apply", "--only", "w2", "--yes")).stdout).toContain("Nothing to do: 1 host");
  });

  test("a host that joins alone is found by the others without an apply of theirs", async () => {
    // Agents of loopback hosts keep nothing before they are asked about it once.
    await run("drift", "check");
    cluster.addHost("w3", W3);
    const wanted = yml([W1, W2, W3]);
    await cluster.apply(wanted, { only: [W3] });
    for (const { fake } of Object.values(hosts))
      await vi.waitFor(
        () => expect(fake.machine.routes.map(({ gateway }) => gateway)).toContain(W3),
        { timeout: 10_000 },
      );
    // The label of its node, and what the cluster keeps of cluster.yml.
    expect(Object.keys((await cluster.apply(wanted)).planned)).toEqual(["m1"]);
  });

  test("a word that means nothing is refused with what there is", async () => {
    const { code, stderr } = await run("apply", "--only", "w9");
    expect(code).toBe(2);
    expect(stderr).toContain("name a host (m1, w1, w2)");
  });
});
