import { expect, test } from "vitest";
import { etcdUnreachable } from "../../shared/errors/etcd-errors.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { addFakeEtcdMember } from "../host/fake/fake-etcd.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { removeEtcdMember } from "./remove-etcd-member.ts";

const master = (): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/pki/etcd/healthcheck-client.crt", "certificate");
  addFakeEtcdMember(cluster, "m1", "10.0.0.1");
  addFakeEtcdMember(cluster, "m2", "10.0.0.2");
  return host;
};

const namesOf = ({ machine }: FakeHost) =>
  [...machine.cluster.etcdMembers.values()].map(({ name }) => name);

test("the member of a host's address goes, and there is none the second time", async () => {
  const host = master();
  expect(await removeEtcdMember(host.bind(), "10.0.0.1", "10.0.0.2")).toBe(true);
  expect(namesOf(host)).toEqual(["m1"]);
  expect(await removeEtcdMember(host.bind(), "10.0.0.1", "10.0.0.2")).toBe(false);
});

test("etcd that does not answer is told", async () => {
  const host = master();
  host.machine.cluster.apiServers.clear();
  await expect(removeEtcdMember(host.bind(), "10.0.0.1", "10.0.0.2")).rejects.toSatisfy(
    etcdUnreachable.is,
  );
});
