import { expect, test } from "vitest";
import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { renderDaemonConfig } from "./render-daemon-config.ts";

const runtime: RuntimeSpec = {
  kind: "docker",
  configVersion: 2,
  sandboxImage: "registry.k8s.io/pause:3.2",
  cgroupDriver: "systemd",
  restrictOomScoreAdj: false,
  mirrors: [],
  insecureRegistries: [],
};

/** Accepted by Docker 20.10.24 on a lab host, with the other driver. */
test("Docker makes no network and no rules, and has the kubelet's cgroup driver", () => {
  expect(JSON.parse(renderDaemonConfig(runtime))).toEqual({
    "exec-opts": ["native.cgroupdriver=systemd"],
    "live-restore": true,
    bridge: "none",
    iptables: false,
    ip6tables: false,
    "ip-masq": false,
    "log-driver": "json-file",
    "log-opts": { "max-file": "3", "max-size": "20m" },
  });
});

test("mirrors of Docker Hub and of everything are Docker's mirrors, plain ones insecure too", () => {
  const text = renderDaemonConfig({
    ...runtime,
    insecureRegistries: ["old.test:5000"],
    mirrors: [
      { registry: "_default", endpoint: "http://10.0.0.9:5000" },
      { registry: "docker.io", endpoint: "https://hub.test" },
      { registry: "registry.k8s.io", endpoint: "https://k8s.test/v2" },
    ],
  });
  expect(JSON.parse(text)).toMatchObject({
    "registry-mirrors": ["https://hub.test", "http://10.0.0.9:5000"],
    "insecure-registries": ["10.0.0.9:5000", "old.test:5000"],
  });
});
