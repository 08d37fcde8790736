import { expect, test } from "vitest";
import { orderTasks } from "../engine/order.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { absentProfile } from "./absent.ts";

const spec = sampleNodeSpec("1.20.2");

const orderOf = (installedByPharos: readonly string[]): readonly string[] =>
  orderTasks(absentProfile({ ...spec, packages: { ...spec.packages, installedByPharos } })).map(
    ({ task }) => task.id,
  );

test("Kubernetes goes first, then what it ran on, then packages", () => {
  const order = orderOf(["containerd", "kubelet"]);
  const first = [
    "kubeadm-reset:node",
    "unit:kubelet.service",
    "unit:containerd.service",
    "packages:host",
  ];
  expect(order.filter((id) => first.includes(id))).toEqual(first);
});

test("a runtime that was there before us goes on running", () => {
  expect(orderOf(["kubelet"])).not.toContain("unit:containerd.service");
});

test("only packages that came with us are purged", () => {
  const tasks = absentProfile({
    ...spec,
    packages: { ...spec.packages, installedByPharos: ["kubelet", "vim"] },
  });
  expect(tasks.find(({ id }) => id === "packages:host")?.writes).toEqual(["package:kubelet"]);
});

test("containerd's data and folders go before its package, if it came with us", () => {
  const order = orderOf(["containerd"]);
  const data = order.indexOf("directory:/var/lib/containerd");
  expect(data).toBeGreaterThan(order.indexOf("unit:containerd.service"));
  expect(data).toBeLessThan(order.indexOf("packages:host"));
  expect(orderOf([])).not.toContain("directory:/var/lib/containerd");
});
