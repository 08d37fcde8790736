import { expect, test } from "vitest";
import { orderTasks } from "../engine/order.ts";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { hostProfile } from "./host.ts";
import { networkProfile } from "./network.ts";

const spec = sampleNodeSpec("1.20.2");

test("a host goes from settings over packages to runtime and endpoint", () => {
  expect(orderTasks(hostProfile(spec)).map(({ task }) => task.id)).toEqual([
    "kernel-modules:all",
    "sysctls:all",
    "swap:all",
    "environment:all",
    "directory:/etc/apt/keyrings",
    "leftovers:/etc/apt/sources.list.d",
    "leftovers:/etc/apt/keyrings",
    "apt-lists:all",
    "unit:haproxy.service",
    "file:/etc/apt/apt.conf.d/99-pharosctl",
    "directory:/etc/cni/net.d",
    "directory:/etc/containerd",
    "file:/etc/containerd/config.toml",
    "packages:host",
    "directory:/etc/containerd/certs.d",
    "leftovers:/etc/containerd/certs.d",
    "directory:/etc/systemd/system/containerd.service.d",
    "unit-file:/etc/systemd/system/containerd.service.d/50-pharos.conf",
    "unit:containerd.service",
    "directory:/etc/pharos/api-proxy",
    "file:/etc/pharos/api-proxy/haproxy.cfg",
    "unit-file:/etc/systemd/system/pharos-api-proxy.service",
    "unit:pharos-api-proxy.service",
    "upgrade-supply:node",
  ]);
});

test("the bridge network comes after it, any other provider needs nothing here", () => {
  expect(networkProfile(spec).map(({ id }) => id)).toEqual([
    "file:/etc/cni/net.d/10-pharos.conflist",
    "directory:/etc/pharos/network",
    "file:/etc/pharos/network/masquerade.nft",
    "unit-file:/etc/systemd/system/pharos-masquerade.service",
    "unit:pharos-masquerade.service",
    "host-routes:all",
  ]);
  const external = { provider: "weave", clusterCidr: "10.32.0.0/12" } as const;
  expect(networkProfile({ ...spec, network: external })).toEqual([]);
});
