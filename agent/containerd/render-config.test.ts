import { expect, test } from "vitest";
import type { RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { renderContainerdConfig } from "./render-config.ts";

const runtime: RuntimeSpec = {
  kind: "containerd",
  configVersion: 2,
  sandboxImage: "registry.k8s.io/pause:3.2",
  cgroupDriver: "cgroupfs",
  restrictOomScoreAdj: true,
  mirrors: [],
  insecureRegistries: [],
};

/** Accepted by containerd 1.6.20 and 1.7: `containerd config dump` gives all values back. */
test("containerd 1.x gets version 2", () => {
  expect(renderContainerdConfig(runtime).text)
    .toBe(`# Written by pharosctl; a change made here is undone.
version = 2

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "registry.k8s.io/pause:3.2"
  restrict_oom_score_adj = true

[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/opt/cni/bin"
  conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.grpc.v1.cri".containerd]
  default_runtime_name = "runc"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
  SystemdCgroup = false

[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
`);
});

/** Accepted by containerd 2.1.9. */
test("containerd 2.x gets version 3, with the plugins that took over", () => {
  const next: RuntimeSpec = {
    ...runtime,
    configVersion: 3,
    cgroupDriver: "systemd",
    restrictOomScoreAdj: false,
  };
  expect(renderContainerdConfig(next).text)
    .toBe(`# Written by pharosctl; a change made here is undone.
version = 3

[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "registry.k8s.io/pause:3.2"

[plugins."io.containerd.cri.v1.images".registry]
  config_path = "/etc/containerd/certs.d"

[plugins."io.containerd.cri.v1.runtime"]
  restrict_oom_score_adj = false

[plugins."io.containerd.cri.v1.runtime".cni]
  conf_dir = "/etc/cni/net.d"

[plugins."io.containerd.cri.v1.runtime".containerd]
  default_runtime_name = "runc"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"

[plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc.options]
  SystemdCgroup = true
`);
});

/** Pulled by them with 1.6.20, 1.7.24 and 2.1.9, from a registry that gives out tokens for a password. */
test("1.x also gets the passwords of mirrors, for registries that want a token for them", () => {
  const credentials = { name: "image-mirror-1", hash: "0123456789abcdef0123" };
  const mirror = { registry: "docker.io", endpoint: "https://m.test:5000/hub", credentials };
  const mirrors = [mirror, { ...mirror, registry: "quay.io" }];
  const { text, secrets } = renderContainerdConfig({ ...runtime, mirrors });
  expect(text).toMatch(/certs\.d"\n\n\[.*registry\.configs/);
  expect(text.split("\n").slice(-5)).toEqual([
    "",
    '[plugins."io.containerd.grpc.v1.cri".registry.configs."m.test:5000".auth]',
    "  # 0123456789abcdef",
    '  auth = "{{secret image-mirror-1}}"',
    "",
  ]);
  expect(secrets).toEqual([credentials]);
  expect(renderContainerdConfig({ ...runtime, mirrors, configVersion: 3 }).secrets).toEqual([]);
});
