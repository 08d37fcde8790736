import { expect, test } from "vitest";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { renewApiServer } from "./renew-api-server.ts";

const pod = (name: string, namespace = "kube-system") => ({
  id: `${namespace}/${name}`,
  namespace,
  name,
  startedAtMs: 0,
});

const master = (): FakeHost => {
  const host = preparedHost("m1");
  host.machine.pods = [
    pod("kube-apiserver-m1"),
    pod("kube-apiserver-m1", "default"),
    pod("kube-controller-manager-m1"),
    pod("etcd-m1"),
  ];
  host.machine.cluster.apiServers.add("m1");
  host.machine.files.seed("/etc/kubernetes/admin.conf", "admin");
  return host;
};

const stopped = ({ machine }: FakeHost): readonly string[] =>
  machine.writes.filter((line) => line.startsWith("runtime.stopPod"));

test("the API server of the host is started anew, and no other pod is", async () => {
  const host = master();
  await renewApiServer(host.bind(), "m1");
  expect(stopped(host)).toEqual(["runtime.stopPod kube-system/kube-apiserver-m1"]);
});

test("one that does not serve again is told with its reason, after a while", async () => {
  const host = master();
  host.machine.cluster.apiServers.delete("m1");
  await expect(renewApiServer(host.bind(), "m1")).rejects.toMatchObject({
    code: "KUBERNETES_UNREACHABLE",
    message: expect.stringContaining("m1"),
  });
});

test("where none runs there is nothing to do", async () => {
  const host = preparedHost("m1");
  await renewApiServer(host.bind(), "m1");
  expect(stopped(host)).toEqual([]);
});
