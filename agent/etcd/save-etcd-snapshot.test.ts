import { expect, test } from "vitest";
import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { ETCD_SNAPSHOT_DIRECTORY, saveEtcdSnapshot } from "./save-etcd-snapshot.ts";

const spec = sampleNodeSpec("1.20.2");

const master = (): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate");
  return host;
};

test("a snapshot is named by its time and its reason, and only root can read it", async () => {
  const host = master();
  const { path } = await saveEtcdSnapshot(host.bind(), spec, "before M2 joins");
  expect(path).toBe(`${ETCD_SNAPSHOT_DIRECTORY}/2026-01-01T00-00-00-010Z-before-m2-joins.snapshot`);
  expect(host.machine.files.entry(path)?.mode).toBe(0o600);
  expect(host.machine.files.entry(ETCD_SNAPSHOT_DIRECTORY)?.mode).toBe(0o700);
});

test("the newest five are kept, and what is no snapshot is left alone", async () => {
  const host = master();
  host.machine.files.seed(`${ETCD_SNAPSHOT_DIRECTORY}/notes`, "mine");
  const paths: string[] = [];
  for (let count = 0; count < 7; count += 1)
    paths.push((await saveEtcdSnapshot(host.bind(), spec, `n${count}`)).path);
  const names = await host.reader.files.list(ETCD_SNAPSHOT_DIRECTORY);
  expect(names?.map((name) => `${ETCD_SNAPSHOT_DIRECTORY}/${name}`)).toEqual([
    ...paths.slice(2),
    `${ETCD_SNAPSHOT_DIRECTORY}/notes`,
  ]);
});

test("etcd that does not answer is told, and older snapshots stay", async () => {
  const host = master();
  const { path } = await saveEtcdSnapshot(host.bind(), spec, "first");
  host.machine.cluster.apiServers.clear();
  await expect(saveEtcdSnapshot(host.bind(), spec, "second")).rejects.toSatisfy(etcdUnreachable.is);
  expect(await host.reader.files.stat(path)).toBeDefined();
});
