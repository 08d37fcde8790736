import { expect, test } from "vitest";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { renderAuthFile } from "./render-auth-file.ts";
import { renderCrioConfig } from "./render-crio-config.ts";

const credentials = { name: "image-mirror-1", hash: "0123456789abcdef0123" };
const mirrors = [
  { registry: "docker.io", endpoint: "https://m.test:5000/v2/hub", credentials },
  { registry: "quay.io", endpoint: "https://m.test:5000/v2/quay", credentials },
];

test("the drop-in has the pause image, the driver and the plugins of Kubernetes", () => {
  const { runtime } = sampleNodeSpec("1.36.2");
  expect(renderCrioConfig(runtime)).toBe(`# Written by pharosctl; a change made here is undone.
[crio]
root = "/var/lib/crio/storage"
runroot = "/run/crio/storage"

[crio.image]
pause_image = "registry.k8s.io/pause:3.10.2"

[crio.network]
network_dir = "/etc/cni/net.d"
plugin_dirs = ["/opt/cni/bin"]

[crio.runtime]
cgroup_manager = "systemd"
`);
});

test("with cgroupfs the monitors are in the groups of pods", () => {
  const runtime = { ...sampleNodeSpec("1.20.2").runtime, cgroupDriver: "cgroupfs" as const };
  const text = renderCrioConfig(runtime);
  expect(text).toContain('pause_image = "k8s.gcr.io/pause:3.2"');
  expect(text).toContain('cgroup_manager = "cgroupfs"\nconmon_cgroup = "pod"\n');
});

test("passwords of mirrors are in a file of their own, by host", () => {
  const runtime = { ...sampleNodeSpec("1.36.2").runtime, mirrors };
  expect(renderCrioConfig(runtime)).toContain('global_auth_file = "/etc/crio/pharos-auth.json"');
  const { text = "", secrets } = renderAuthFile(runtime) ?? {};
  expect(JSON.parse(text)).toEqual({
    auths: { "m.test:5000": { auth: "{{secret image-mirror-1}}" } },
    pharosctl: ["0123456789abcdef"],
  });
  expect(secrets).toEqual([credentials]);
  expect(renderAuthFile(sampleNodeSpec("1.36.2").runtime)).toBeUndefined();
});
