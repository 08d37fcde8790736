import { expect, test } from "vitest";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { restoreArguments } from "./restore-arguments.ts";

const order = {
  image: "registry.k8s.io/etcd:3.6.6-0",
  name: "pharos-restore-1",
  snapshotFolder: "/var/lib/pharos/etcd-restore",
  snapshot: "/var/lib/pharos/etcd-restore/ab.db",
  target: "/var/lib/etcd/.pharos-restore-1",
  peerUrl: "https://10.0.0.1:2380",
  cluster: ["m1=https://10.0.0.1:2380", "m2=https://10.0.0.2:2380"],
  token: "pharos-1",
};

test.each([
  { image: "registry.k8s.io/etcd:3.6.6-0", tool: "etcdutl" },
  { image: "registry.k8s.io/etcd:3.5.15-0", tool: "etcdctl" },
  { image: "mirror.example:5000/etcd:3.4.13-0", tool: "etcdctl" },
  { image: "mirror.example:5000/etcd:v3.6.0", tool: "etcdutl" },
])("$image restores with $tool", ({ image, tool }) => {
  const argv = restoreArguments(sampleNodeSpec("1.36.2"), { ...order, image });
  expect(argv[argv.indexOf("snapshot") - 1]).toBe(tool);
});

test("Docker runs it without a network, and sees the snapshot read-only", () => {
  const spec = sampleNodeSpec("1.20.2");
  const argv = restoreArguments({ ...spec, runtime: { ...spec.runtime, kind: "docker" } }, order);
  expect(argv.slice(0, argv.indexOf("snapshot"))).toEqual([
    "docker",
    "run",
    "--rm",
    "--network=none",
    "--name=pharos-restore-1",
    "--volume=/var/lib/etcd:/var/lib/etcd",
    "--volume=/var/lib/pharos/etcd-restore:/var/lib/pharos/etcd-restore:ro",
    "registry.k8s.io/etcd:3.6.6-0",
    "etcdutl",
  ]);
});
