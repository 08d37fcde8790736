import { describe, expect, test } from "vitest";
import { kubernetesUnreachable, nodeNotRegistered } from "../../shared/errors/kubernetes-errors.ts";
import type { NodeObjectSpec } from "../../shared/spec/node-spec.ts";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import type { FakeHost } from "../host/fake/fake-host.ts";
import { kubeadmPaths } from "../kubeadm/kubeadm-paths.ts";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { NODE_RECORDS_PATH } from "../kubernetes/node-records.ts";
import { nodeObject } from "./node-object.ts";

const wanted: NodeObjectSpec = {
  name: "w1",
  labels: { disk: "ssd" },
  taints: [{ key: "dedicated", value: "build", effect: "NoExecute" }],
};
const nothing: NodeObjectSpec = { name: "w1", labels: {}, taints: [] };
const cordon = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule", timeAdded: "now" };

const clusterHost = (node?: Readonly<Record<string, unknown>>): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = preparedHost("m1", cluster);
  host.machine.files.seed(kubeadmPaths.adminConf, "admin");
  const metadata = { name: "w1", labels: { "kubernetes.io/hostname": "w1" } };
  cluster.put("/api/v1/nodes/w1", node ?? { kind: "Node", metadata, spec: { taints: [cordon] } });
  return host;
};

const look = async (host: FakeHost, spec = wanted) =>
  nodeObject.diff(await nodeObject.check(host.reader, spec), spec);

const nodeOf = (host: FakeHost) => host.machine.cluster.get("/api/v1/nodes/w1");

describe("labels and taints of cluster.yml", () => {
  test("are put on the node, beside those of others", async () => {
    const host = clusterHost();
    await nodeObject.apply(host.bind(), wanted, await look(host));
    expect(nodeOf(host)).toMatchObject({
      object: {
        metadata: { labels: { "kubernetes.io/hostname": "w1", disk: "ssd" } },
        spec: { taints: [cordon, { key: "dedicated", value: "build", effect: "NoExecute" }] },
      },
    });
    expect(await look(host)).toEqual([]);
  });

  test("leave the node when they leave the file, and those of others stay", async () => {
    const host = clusterHost();
    await nodeObject.apply(host.bind(), wanted, []);
    const changes = await look(host, nothing);
    expect(changes).toEqual([
      { field: "label disk", before: "ssd" },
      { field: "taint dedicated:NoExecute", before: "build" },
    ]);
    await nodeObject.apply(host.bind(), nothing, changes);
    expect(nodeOf(host)).toMatchObject({
      object: {
        metadata: { labels: { "kubernetes.io/hostname": "w1" } },
        spec: { taints: [cordon] },
      },
    });
    expect(await look(host, nothing)).toEqual([]);
  });

  test("that change their value are told with both values", async () => {
    const host = clusterHost();
    await nodeObject.apply(host.bind(), wanted, []);
    expect(await look(host, { ...wanted, labels: { disk: "nvme" } })).toEqual([
      { field: "label disk", before: "ssd", after: "nvme" },
    ]);
  });

  test("come back when somebody takes them away", async () => {
    const host = clusterHost();
    await nodeObject.apply(host.bind(), wanted, []);
    host.machine.cluster.patch("/api/v1/nodes/w1", { metadata: { labels: { disk: null } } });
    expect(await look(host)).toEqual([{ field: "label disk", after: "ssd" }]);
  });
});

test("a mark that we never set is not removed", async () => {
  expect(await look(clusterHost(), nothing)).toEqual([]);
});

test("a plan made before there is a cluster reads like the journal of a node that registered with its taints", async () => {
  const bare = await look(preparedHost("m1"));
  const registered = clusterHost({ metadata: { name: "w1" }, spec: { taints: wanted.taints } });
  expect(bare).toEqual(await look(registered));
  expect(bare).toHaveLength(2);
});

test("a taint that a node registered with becomes ours, and can be removed", async () => {
  const host = clusterHost({ metadata: { name: "w1" }, spec: { taints: wanted.taints } });
  await nodeObject.apply(host.bind(), wanted, []);
  await nodeObject.apply(host.bind(), nothing, []);
  expect(nodeOf(host)).toMatchObject({ object: { spec: { taints: [] } } });
});

test("what is ours is not read from the node, which may write its own annotations", async () => {
  const host = clusterHost();
  await nodeObject.apply(host.bind(), wanted, []);
  expect(host.machine.cluster.get(NODE_RECORDS_PATH)).toMatchObject({
    object: { data: { w1: '{"labels":["disk"],"taints":["dedicated:NoExecute"]}' } },
  });
});

test("an agent that dies between its writes loses no ownership", async () => {
  const ends: unknown[] = [];
  for (const count of [1, 2, 3]) {
    const host = clusterHost();
    await nodeObject.apply(host.bind(), wanted, []);
    host.machine.faults.dieAt(host.machine.writes.length + count, "after");
    await expect(nodeObject.apply(host.bind(), nothing, [])).rejects.toThrow("killed");
    host.machine.faults.revive();
    await nodeObject.apply(host.bind(), nothing, []);
    ends.push(await look(host, nothing), nodeOf(host));
  }
  expect(JSON.stringify(ends)).not.toContain("dedicated");
  expect(JSON.stringify(ends)).not.toContain("disk");
});

describe("what cannot be labelled", () => {
  test("is a node that has not joined", async () => {
    const host = clusterHost();
    host.machine.cluster.delete("/api/v1/nodes/w1");
    await expect(nodeObject.apply(host.bind(), wanted, [])).rejects.toSatisfy(nodeNotRegistered.is);
  });

  test("is a node of a silent API server, which the plan says", async () => {
    const host = clusterHost();
    host.machine.cluster.apiServers.clear();
    expect(await look(host)).toMatchObject([{ before: "unknown: ECONNREFUSED" }]);
    const applied = nodeObject.apply(host.bind(), wanted, []);
    await expect(applied).rejects.toSatisfy(kubernetesUnreachable.is);
  });
});

test("a node that others write at the same moment is read and written again", async () => {
  const host = clusterHost();
  const bound = host.bind();
  const answers = [{ kind: "refused", status: 409, message: "conflict" } as const];
  const patched: string[] = [];
  const kubernetes = {
    ...bound.kubernetes,
    patch: async (path: string, patch: Readonly<Record<string, unknown>>) => {
      patched.push(path);
      const isNode = path === "/api/v1/nodes/w1";
      return (isNode ? answers.pop() : undefined) ?? (await bound.kubernetes.patch(path, patch));
    },
  };
  await nodeObject.apply({ ...bound, kubernetes }, wanted, []);
  expect(patched.filter((path) => path.includes("nodes/w1"))).toHaveLength(2);
  expect(await look(host)).toEqual([]);
});

test("a cordon that a drain has left is taken back, one of a person stays", async () => {
  const annotations = { "pharosctl/drained": "2026-01-01T00:00:00Z" };
  const host = clusterHost({
    metadata: { name: "w1", annotations },
    spec: { unschedulable: true },
  });
  const changes = await look(host, nothing);
  expect(changes).toEqual([{ field: "cordon", before: "left by a drain" }]);
  await nodeObject.apply(host.bind(), nothing, changes);
  expect(JSON.stringify(nodeOf(host))).not.toContain("unschedulable");
  const byHand = clusterHost({ metadata: { name: "w1" }, spec: { unschedulable: true } });
  expect(await look(byHand, nothing)).toEqual([]);
});
