import { describe, expect, test } from "vitest";
import { orderTasks } from "../engine/order.ts";
import {
  sampleJoiningMaster,
  sampleNodeSpec,
  sampleWorker,
} from "../kubeadm/sample-node-spec.fake.ts";
import { clusterProfile } from "./cluster.ts";
import { controlPlaneProfile } from "./control-plane.ts";
import { workerProfile } from "./worker.ts";

const version = "1.36.2";
const idsOf = (tasks: Parameters<typeof orderTasks>[0]): readonly string[] =>
  orderTasks(tasks).map(({ task }) => task.id);

describe("the Kubernetes part of a host", () => {
  test("is init and the kubelet on the first master", () => {
    expect(idsOf(controlPlaneProfile(sampleNodeSpec(version)))).toEqual([
      "kubeadm-init:control-plane",
      "control-plane-upgrade:local",
      "control-plane-settings:local",
      "leftovers:/etc/pharos/control-plane",
      "leftovers:/etc/pharos/external-etcd",
      "leftovers:/etc/pharos/snapshot-store",
      "api-certificate:apiserver",
      "kubernetes-certificates:control-plane",
      "kubelet-upgrade:node",
      "kubelet-service:kubelet.service",
      "kubelet-settings:local",
      "leftovers:/etc/pharos/kubelet",
    ]);
  });

  test("looks after watches only where a release loses them", () => {
    const watches = (of: string) =>
      idsOf(controlPlaneProfile(sampleNodeSpec(of))).includes("api-server-watches:local");
    expect(["1.20.2", "1.20.10", "1.28.0", version].map(watches)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test("is join and the kubelet on another master and on a worker", () => {
    expect(idsOf(controlPlaneProfile(sampleJoiningMaster(version)))).toEqual([
      "etcd-member:m2",
      "kubeadm-join:node",
      "control-plane-upgrade:local",
      "control-plane-settings:local",
      "leftovers:/etc/pharos/control-plane",
      "leftovers:/etc/pharos/external-etcd",
      "leftovers:/etc/pharos/snapshot-store",
      "api-certificate:apiserver",
      "kubernetes-certificates:control-plane",
      "kubelet-upgrade:node",
      "kubelet-service:kubelet.service",
      "kubelet-settings:local",
      "leftovers:/etc/pharos/kubelet",
    ]);
    expect(idsOf(workerProfile(sampleWorker(version)))).toEqual([
      "kubeadm-join:node",
      "kubelet-upgrade:node",
      "kubelet-service:kubelet.service",
      "kubelet-settings:local",
      "leftovers:/etc/pharos/kubelet",
    ]);
  });
});

describe("the cluster's own objects", () => {
  const clusterObjects = {
    nodes: ["m1", "w1"].map((name) => ({ name, labels: {}, taints: [] })),
    storedConfiguration: "name: a\n",
    stacks: [],
  };

  test("are kept by the master that is told so", () => {
    expect(idsOf(clusterProfile(sampleNodeSpec(version, { clusterObjects })))).toEqual([
      "node-object:m1",
      "node-object:w1",
      "kubernetes-object:kube-system/ConfigMap/pharos-config",
      "stack-leftovers:all",
    ]);
  });

  test("are nobody's else", () => {
    expect(clusterProfile(sampleNodeSpec(version))).toEqual([]);
  });
});
