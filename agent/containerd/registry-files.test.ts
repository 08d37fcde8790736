import { expect, test } from "vitest";
import type { RegistryMirror, RuntimeSpec } from "../../shared/spec/node-spec.ts";
import { toRegistryFiles } from "./registry-files.ts";

const runtimeWith = (
  mirrors: readonly RegistryMirror[],
  insecureRegistries: readonly string[] = [],
): RuntimeSpec => ({
  kind: "containerd",
  configVersion: 2,
  sandboxImage: "pause",
  cgroupDriver: "systemd",
  restrictOomScoreAdj: false,
  mirrors,
  insecureRegistries,
});

const hostsOf = (runtime: RuntimeSpec): readonly string[] =>
  toRegistryFiles(runtime).map(({ registry, hostsToml }) =>
    [registry, ...hostsToml.split("\n").slice(1)].join("\n"),
  );

test("a mirror of every registry names no server of its own", () => {
  expect(
    hostsOf(runtimeWith([{ registry: "_default", endpoint: "http://10.0.0.1:5000" }])),
  ).toEqual([
    `_default

[host."http://10.0.0.1:5000"]
  capabilities = ["pull", "resolve"]
`,
  ]);
});

test("a registry falls back to itself behind its mirrors, Docker Hub under its real name", () => {
  const [hub, other] = hostsOf(
    runtimeWith([
      { registry: "registry.k8s.io", endpoint: "https://m1.test" },
      { registry: "registry.k8s.io", endpoint: "https://m2.test/v2/k8s" },
      { registry: "docker.io", endpoint: "https://m1.test" },
    ]),
  );
  expect(hub).toContain('server = "https://registry-1.docker.io"');
  expect(other).toBe(`registry.k8s.io
server = "https://registry.k8s.io"

[host."https://m1.test"]
  capabilities = ["pull", "resolve"]

[host."https://m2.test/v2/k8s"]
  capabilities = ["pull", "resolve"]
  override_path = true
`);
});

test("a mirror's certificate lies beside its hosts.toml", () => {
  const [files] = toRegistryFiles(
    runtimeWith([{ registry: "quay.io", endpoint: "https://m.test", ca: "PEM\n" }]),
  );
  const path = "/etc/containerd/certs.d/quay.io/mirror-0.crt";
  expect(files?.certificates).toEqual({ [path]: "PEM\n" });
  expect(files?.hostsToml).toContain(`  ca = "${path}"`);
});

test("an insecure registry is asked without verification, then in plain", () => {
  expect(hostsOf(runtimeWith([], ["old.test:5000"]))).toEqual([
    `old.test:5000
server = "http://old.test:5000"

[host."https://old.test:5000"]
  capabilities = ["pull", "resolve"]
  skip_verify = true
`,
  ]);
});

test("a mirror on an insecure host is not verified either", () => {
  const [first] = hostsOf(
    runtimeWith([{ registry: "_default", endpoint: "https://old.test" }], ["old.test"]),
  );
  expect(first).toContain("skip_verify = true");
});
