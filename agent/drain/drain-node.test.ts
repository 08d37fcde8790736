import { expect, test } from "vitest";
import { FakeCluster } from "../host/fake/fake-cluster.ts";
import { FakeHost } from "../host/fake/fake-host.ts";
import { minimalNodeSpec } from "../../test/support/node-specs.ts";
import { DRAIN_MARK, endDrain } from "./drain-mark.ts";
import { drainNode } from "./drain-node.ts";

const NODE = "/api/v1/nodes/w1";
const { maintenance } = minimalNodeSpec();
const OPTIONS = { kubernetesVersion: "1.20.2", limitMs: 5_000, maintenance };

const master = (node: object = {}): FakeHost => {
  const cluster = new FakeCluster();
  cluster.apiServers.add("m1");
  const host = new FakeHost({ hostname: "m1", cluster });
  host.machine.files.seed("/etc/kubernetes/admin.conf", "kubeconfig");
  cluster.put(NODE, { metadata: { name: "w1" }, ...node });
  return host;
};

const addPod = ({ machine }: FakeHost, name: string, more: object = {}): void =>
  machine.cluster.put(`/api/v1/pods/${name}`, {
    metadata: { namespace: "default", name, uid: name },
    spec: { nodeName: "w1" },
    status: { phase: "Running" },
    ...more,
  });

const nodeOf = ({ machine }: FakeHost) => machine.cluster.snapshot().get(NODE);

test("a node without pods is cordoned with our mark, and taken back", async () => {
  const host = master();
  expect(await drainNode(host.bind(), "w1", OPTIONS)).toEqual([]);
  expect(nodeOf(host)).toMatchObject({
    metadata: { annotations: { [DRAIN_MARK]: expect.any(String) } },
    spec: { unschedulable: true },
  });
  await endDrain(host.bind(), "w1");
  expect(nodeOf(host)).toMatchObject({ spec: {} });
  expect(JSON.stringify(nodeOf(host))).not.toContain(DRAIN_MARK);
});

test("pods that stay past the limit are named, and the node is as it was", async () => {
  const host = master();
  addPod(host, "web");
  expect(await drainNode(host.bind(), "w1", OPTIONS)).toEqual([
    { pod: "default/web", reason: expect.any(String) },
  ]);
  expect(JSON.stringify(nodeOf(host))).not.toContain("unschedulable");
});

test("pods of the host's own and finished ones are no drain's business", async () => {
  const host = master();
  addPod(host, "static", {
    metadata: {
      namespace: "kube-system",
      name: "static",
      uid: "s",
      annotations: { "kubernetes.io/config.mirror": "x" },
    },
  });
  addPod(host, "job", { status: { phase: "Succeeded" } });
  expect(await drainNode(host.bind(), "w1", OPTIONS)).toEqual([]);
});

test("what a person cordoned stays cordoned", async () => {
  const host = master({ spec: { unschedulable: true } });
  await drainNode(host.bind(), "w1", OPTIONS);
  await endDrain(host.bind(), "w1");
  expect(nodeOf(host)).toMatchObject({ spec: { unschedulable: true } });
});

test("a node that the cluster does not have is drained", async () => {
  const host = master();
  expect(await drainNode(host.bind(), "w9", OPTIONS)).toEqual([]);
});
