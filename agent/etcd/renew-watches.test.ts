import { expect, test } from "vitest";
import { preparedHost } from "../kubeadm/prepared-host.fake.ts";
import { renewWatches } from "./renew-watches.ts";

test("the kubelet and kubeadm's own programs look anew, and other pods go on", async () => {
  const host = preparedHost("w1");
  const pod = (namespace: string, name: string) => ({ id: name, namespace, name, startedAtMs: 0 });
  host.machine.pods = [
    pod("kube-system", "kube-proxy-x7k2p"),
    pod("kube-system", "kube-scheduler-m1"),
    pod("kube-system", "etcd-m1"),
    pod("default", "kube-proxy-of-somebody"),
  ];
  await renewWatches(host.bind());
  expect(host.machine.writes.slice(-3)).toEqual([
    "runtime.stopPod kube-proxy-x7k2p",
    "runtime.stopPod kube-scheduler-m1",
    "units.restart kubelet.service",
  ]);
});
