import { expect, test } from "vitest";
import { FakeHost } from "../host/fake/fake-host.ts";
import { withEtcdPatch } from "./etcd-patch.ts";
import { sampleJoiningMaster, sampleWorker } from "./sample-node-spec.fake.ts";

test("kubeadm 1.20 is told to leave the request for storage out of etcd's manifest", async () => {
  const host = new FakeHost();
  const seen = await withEtcdPatch(host.bind(), sampleJoiningMaster("1.20.2"), async (flags) => ({
    flags,
    patch: host.machine.files.follow("/run/pharos/kubeadm/patches/etcd.json")?.text,
  }));
  expect(seen.flags).toEqual(["--experimental-patches=/run/pharos/kubeadm/patches"]);
  expect(seen.patch).toBe(
    '{"spec":{"containers":[{"name":"etcd","resources":{"requests":{"ephemeral-storage":null}}}]}}',
  );
  expect(await host.reader.files.list("/run/pharos/kubeadm")).toEqual([]);
});

test.each([
  { what: "a newer version", spec: sampleJoiningMaster("1.28.0") },
  { what: "a worker", spec: sampleWorker("1.20.2") },
])("$what needs none", async ({ spec }) => {
  const host = new FakeHost();
  expect(await withEtcdPatch(host.bind(), spec, async (flags) => flags)).toEqual([]);
  expect(host.machine.writes).toEqual([]);
});
