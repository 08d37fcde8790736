import { describe, expect, test } from "vitest";
import { orderTasks } from "../engine/order.ts";
import { asAdopted, sampleNodeSpec, sampleWorker } from "../kubeadm/sample-node-spec.fake.ts";
import { absentProfile } from "./absent.ts";
import { hostProfile } from "./host.ts";

const idsOf = (tasks: Parameters<typeof orderTasks>[0]): readonly string[] =>
  orderTasks(tasks).map(({ task }) => task.id);

const worker = asAdopted(sampleWorker("1.20.2"));

describe("a host of an adopted cluster", () => {
  test("gets no balancer, nobody's balancer is masked, and its runtime is left alone", () => {
    expect(idsOf(hostProfile(worker))).toEqual([
      "kernel-modules:all",
      "sysctls:all",
      "swap:all",
      "environment:all",
      "directory:/etc/apt/keyrings",
      "leftovers:/etc/apt/sources.list.d",
      "leftovers:/etc/apt/keyrings",
      "apt-lists:all",
      "packages:host",
      "file:/etc/apt/apt.conf.d/99-pharosctl",
      "upgrade-supply:node",
    ]);
    const { writes = [] } = hostProfile(worker).find(({ id }) => id === "packages:host") ?? {};
    expect(writes).not.toContain("package:haproxy");
    expect(writes).not.toContain("package:containerd");
    expect(writes).toContain("package:kubelet");
  });

  test("that joins later gets a runtime of ours", () => {
    const { unmanaged: _, ...runtime } = worker.runtime;
    expect(idsOf(hostProfile({ ...worker, runtime }))).toContain("unit:containerd.service");
  });

  test("keeps its runtime, the configuration of it and the balancer when Kubernetes is taken off", () => {
    const spec = asAdopted(sampleNodeSpec("1.20.2"));
    const gone = idsOf(absentProfile(spec));
    expect(gone).toContain("kubeadm-reset:node");
    const theirs = gone.filter((id) => id.includes("containerd") || id === "unit:haproxy.service");
    expect(theirs).toEqual([]);
  });
});
