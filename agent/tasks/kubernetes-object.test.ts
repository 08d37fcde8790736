import { describe, expect, test } from "vitest";
import { kubernetesUnreachable } from "../../shared/errors/kubernetes-errors.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { type KubernetesObjectSpec, kubernetesObject } from "./kubernetes-object.ts";

const path = "/api/v1/namespaces/kube-system/configmaps/pharos-config";

const specOf = (data: Readonly<Record<string, string>>): KubernetesObjectSpec => ({
  object: {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "pharos-config", namespace: "kube-system" },
    data,
  },
});

const spec = specOf({ "cluster.yml": "name: a" });

const clusterHost = (): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = preparedHost("m1", cluster);
  host.machine.files.seed(kubeadmPaths.adminConf, "admin");
  return host;
};

const look = async (host: FakeHost, wanted = spec) =>
  kubernetesObject.diff(await kubernetesObject.check(host.reader, wanted), wanted);

describe("an object", () => {
  test("that is not there is made, and then nothing differs", async () => {
    const host = clusterHost();
    expect(await look(host)).toEqual([{ field: "object", after: "present" }]);
    await kubernetesObject.apply(host.bind(), spec, []);
    expect(await look(host)).toEqual([]);
  });

  test("is planned the same before there is a cluster", async () => {
    expect(await look(preparedHost("m1"))).toEqual(await look(clusterHost()));
  });

  test("may have fields of others", async () => {
    const host = clusterHost();
    await kubernetesObject.apply(host.bind(), spec, []);
    host.machine.cluster.patch(path, { metadata: { labels: { theirs: "yes" } } });
    expect(await look(host)).toEqual([]);
  });

  test("that somebody changed is a change", async () => {
    const host = clusterHost();
    await kubernetesObject.apply(host.bind(), spec, []);
    host.machine.cluster.patch(path, { data: { "cluster.yml": "name: b" } });
    expect(await look(host)).toEqual([
      { field: "data.cluster.yml", before: "name: b", after: "name: a" },
    ]);
  });

  test("of a silent API server is unknown in the plan, and an error in the apply", async () => {
    const host = clusterHost();
    host.machine.cluster.apiServers.clear();
    expect(await look(host)).toMatchObject([{ before: "unknown: ECONNREFUSED" }]);
    const applied = kubernetesObject.apply(host.bind(), spec, []);
    await expect(applied).rejects.toSatisfy(kubernetesUnreachable.is);
  });
});
