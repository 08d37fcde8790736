import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { FakeProgram } from "../../agent/host/fake/fake-machine.ts";
import { fakeMove } from "../../agent/host/fake/fake-archives.ts";
import { runCommandLine } from "../support/command-line.ts";
import { createLoopbackCluster, type LoopbackCluster } from "../support/loopback-cluster.ts";
import type { LoopbackHost } from "../support/loopback-host.ts";
import { loopbackYml } from "../support/loopback-yml.ts";

const [M1, M2, W1] = ["127.0.78.1", "127.0.78.2", "127.0.78.11"] as const;
const YML = loopbackYml([M1, M2], [W1]);
const MANIFESTS = "/etc/kubernetes/manifests";
const API_SERVER = `${MANIFESTS}/kube-apiserver.yaml`;
const UNIT = "pharos-etcd-recovery.service";

let cluster: LoopbackCluster;
let cwd: string;
beforeEach(async () => {
  cluster = await createLoopbackCluster();
  cwd = await mkdtemp(join(tmpdir(), "recovery-"));
  await mkdir(join(cwd, "keys"));
  await writeFile(join(cwd, "keys", "apt.asc"), "-----BEGIN PGP PUBLIC KEY BLOCK-----\n");
  await writeFile(join(cwd, "cluster.yml"), YML);
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
  const [m1, m2, w1] = [
    cluster.addHost("m1", M1),
    cluster.addHost("m2", M2),
    cluster.addHost("w1", W1),
  ];
  await cluster.apply(YML);
  return { m1, m2, w1 };
};

const lose = async (host: LoopbackHost): Promise<void> => {
  await host.stop();
  host.isOff = true;
  // One of two serves nobody, so the API server beside it does not answer either.
  cluster.kubernetes.apiServers.clear();
};

/** etcd and the kubelet of m1, as far as a recovery has to do with them. */
const letRecover = ({ fake: { machine } }: LoopbackHost): void => {
  const ok = { exitCode: 0, stdout: "", stderr: "" };
  const move: FakeProgram = (at, argv) => {
    const result = fakeMove(at, argv);
    at.pods = at.pods.filter(
      ({ name }) =>
        !["etcd-m1", "kube-apiserver-m1"].includes(name) ||
        at.files.entry(`${MANIFESTS}/${name.slice(0, -"-m1".length)}.yaml`) !== undefined,
    );
    if (at.files.entry(API_SERVER) === undefined) cluster.kubernetes.apiServers.clear();
    else if (cluster.kubernetes.etcdMembers.size === 1) cluster.kubernetes.apiServers.add("m1");
    return result;
  };
  const etcd = "spec:\n  containers:\n  - image: etcd:3.4.13-0\n    command: [etcd, --name=m1]\n";
  machine.files.seed(`${MANIFESTS}/etcd.yaml`, etcd);
  machine.programs.set("mv", move);
  machine.programs.set("cp", ({ files }, argv) => {
    files.seed(`${argv.at(-1)}/snap/db`, "copy");
    return ok;
  });
  machine.programs.set("sync", () => ok);
  machine.programs.set("systemd-run", () => {
    for (const [id, { name }] of cluster.kubernetes.etcdMembers)
      if (name !== "m1") cluster.kubernetes.etcdMembers.delete(id);
    cluster.kubernetes.apiServers.add("m1");
    return ok;
  });
};

const etcd = () => [...cluster.kubernetes.etcdMembers.values()].map(({ name }) => name);

test("the master that is left goes on alone, and the lost one is out of everything", async () => {
  const { m1, m2, w1 } = await form();
  await lose(m2);
  expect((await run("hosts", "remove", "m2", "--yes")).stderr).toContain("pharosctl etcd recover");
  letRecover(m1);
  const done = await run("etcd", "recover", "m1", "--lost", "m2", "--yes");
  expect(done.stderr).toContain("/var/lib/etcd/before-recovery-");
  expect(done.code).toBe(0);
  expect(etcd()).toEqual(["m1"]);
  expect(cluster.kubernetes.get("/api/v1/nodes/m2").kind).toBe("not-found");
  const left = loopbackYml([M1], [W1]);
  expect((await cluster.apply(left)).failures).toEqual([]);
  const balancer = w1.fake.machine.files.follow("/etc/pharos/api-proxy/haproxy.cfg");
  expect(balancer?.text).not.toContain("server m2");
  expect((await cluster.apply(left)).isNothingToDo).toBe(true);
  expect(m1.fake.machine.units.get(UNIT)).toBeUndefined();
});

test("nothing is done while the other one answers, or without its name", async () => {
  const { m1, m2 } = await form();
  letRecover(m1);
  const early = await run("etcd", "recover", "m1", "--lost", "m2", "--yes");
  expect(early).toMatchObject({ code: 2, stderr: expect.stringContaining("ETCD_NOT_LOST") });
  await lose(m2);
  const unnamed = await run("etcd", "recover", "m1", "--yes");
  expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining("--lost m2") });
  expect(etcd()).toEqual(["m1", "m2"]);
});
