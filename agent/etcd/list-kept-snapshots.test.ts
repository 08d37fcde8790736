import { expect, test } from "vitest";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { listKeptSnapshots } from "./list-kept-snapshots.ts";
import { saveEtcdSnapshot } from "./save-etcd-snapshot.ts";

test("a snapshot that retention takes while it is looked at is in the list no more, and the others are", async () => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate");
  const spec = sampleNodeSpec("1.20.2");
  const [first, second] = [
    await saveEtcdSnapshot(host.bind(), spec, "first"),
    await saveEtcdSnapshot(host.bind(), spec, "second"),
  ];
  const { files } = host.reader;
  const taken = {
    ...files,
    bytes: (...[path, range]: Parameters<typeof files.bytes>) => {
      if (path === first.path) host.machine.files.remove(path);
      return files.bytes(path, range);
    },
  };
  const found = await listKeptSnapshots({ files: taken }, { isChecked: false });
  expect(found.map(({ name }) => second.path.endsWith(name))).toEqual([true]);
});
