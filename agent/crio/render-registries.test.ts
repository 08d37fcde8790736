import { expect, test } from "vitest";
import { sampleNodeSpec } from "../kubeadm/sample-node-spec.fake.ts";
import { renderRegistries } from "./render-registries.ts";

const { runtime } = sampleNodeSpec("1.36.2");

test("a registry has its mirrors before itself, and what is plain or unverified is insecure", () => {
  const text = renderRegistries({
    ...runtime,
    mirrors: [
      { registry: "registry.k8s.io", endpoint: "http://m1.test:5000" },
      { registry: "registry.k8s.io", endpoint: "https://m2.test/v2/k8s/" },
      { registry: "quay.io", endpoint: "https://old.test" },
    ],
    insecureRegistries: ["old.test"],
  });
  expect(text).toBe(`# Written by pharosctl; a change made here is undone.

[[registry]]
prefix = "old.test"
location = "old.test"
insecure = true

[[registry]]
prefix = "quay.io"
location = "quay.io"

[[registry.mirror]]
location = "old.test"
insecure = true

[[registry]]
prefix = "registry.k8s.io"
location = "registry.k8s.io"

[[registry.mirror]]
location = "m1.test:5000"
insecure = true

[[registry.mirror]]
location = "m2.test/k8s"
`);
});

test("a mirror of all registries is one of each public one that has none of its own", () => {
  const text = renderRegistries({
    ...runtime,
    mirrors: [
      { registry: "_default", endpoint: "https://all.test" },
      { registry: "quay.io", endpoint: "https://quay.test" },
      { registry: "own.test", endpoint: "https://m.test" },
    ],
  });
  expect(text.match(/prefix = "[^"]+"/g)).toEqual([
    'prefix = "docker.io"',
    'prefix = "gcr.io"',
    'prefix = "ghcr.io"',
    'prefix = "k8s.gcr.io"',
    'prefix = "own.test"',
    'prefix = "quay.io"',
    'prefix = "registry.k8s.io"',
  ]);
  expect(text.match(/location = "all\.test"/g)).toHaveLength(5);
  expect(text.match(/location = "quay\.test"/g)).toHaveLength(1);
});

test("without any there is nothing but our line", () => {
  expect(renderRegistries(runtime).trim().split("\n")).toHaveLength(1);
});
