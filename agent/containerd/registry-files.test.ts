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
    [registry, ...hostsToml.text.split("\n").slice(1)].join("\n"),
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
  expect(files?.hostsToml.text).toContain(`  ca = "${path}"`);
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

const credentials = { name: "image-mirror-1", hash: "0123456789abcdef0123" };

/** Pulled by it with containerd 1.6.20, 1.7.24 and 2.1.9; 2.1.9 also from a registry that gives out tokens. */
test("a mirror that wants a password gets it in a header, also for images that are named there", () => {
  const runtime = runtimeWith([
    { registry: "_default", endpoint: "http://10.0.0.1:5000", credentials },
    { registry: "quay.io", endpoint: "https://open.test" },
  ]);
  const header = `  [host."http://10.0.0.1:5000".header]
    # 0123456789abcdef
    Authorization = "Basic {{secret image-mirror-1}}"
`;
  const [itself, everyOther, quay] = hostsOf(runtime);
  expect(itself).toBe(`10.0.0.1:5000
server = "https://10.0.0.1:5000"

[host."http://10.0.0.1:5000"]
  capabilities = ["pull", "resolve"]
${header}`);
  expect(everyOther).toBe(`_default

[host."http://10.0.0.1:5000"]
  capabilities = ["pull", "resolve"]
${header}`);
  expect(quay).not.toContain("secret");
  expect(toRegistryFiles(runtime).map(({ hostsToml }) => hostsToml.secrets)).toEqual([
    [credentials],
    [credentials],
    [],
  ]);
});

test("a registry's own password needs no mirror, and no host is named twice", () => {
  const own = { registry: "m.test", endpoint: "https://m.test", credentials };
  const [file, ...others] = hostsOf(runtimeWith([own], ["m.test"]));
  expect(others).toEqual([]);
  expect(file?.match(/\[host\."https:\/\/m\.test"\]/g)).toHaveLength(1);
  expect(file).toContain("skip_verify = true");
});
