import { expect, test } from "vitest";
import { checkCrio } from "./check-crio.ts";
import { readParts } from "./config-parts.ts";

const findings = (tree: Parameters<typeof readParts>[0]) =>
  checkCrio(readParts(tree)).map(
    ({ severity, path, message }) => `${severity} ${path.join(".")} ${message}`,
  );

const host = { address: "a", role: "worker", container_runtime: "cri-o" };
const kubernetes = { version: "1.36.2" };

test("masters have cri-o only where etcd is elsewhere", () => {
  const hosts = [
    { ...host, role: "master" },
    { ...host, address: "b" },
  ];
  expect(findings({ hosts, kubernetes })).toEqual([
    "error hosts.0.container_runtime runs etcd by cri-o, where nothing could restore it",
  ]);
  expect(findings({ hosts, kubernetes, etcd: { endpoints: ["https://e:2379"] } })).toEqual([]);
});

test("its packages have to come from somewhere", () => {
  const message =
    "error hosts.0.container_runtime needs packages of cri-o, which has no public repository for Kubernetes 1.20.2";
  const old = { version: "1.20.2" };
  const repositories = { container_runtime: { url: "http://m/" } };
  expect(findings({ hosts: [host], kubernetes: old })).toEqual([message]);
  expect(findings({ hosts: [host], kubernetes: old, repositories })).toEqual([]);
  expect(findings({ hosts: [{ ...host, repositories }], kubernetes: old })).toEqual([]);
  const unmanaged = { ...host, manage_container_runtime: false };
  expect(findings({ hosts: [unmanaged], kubernetes: old })).toEqual([]);
});

test("a mirror's path is the API's own, and a mirror of all registries is one of the public ones", () => {
  const image_mirror = { "quay.io": "https://m/quay", "docker.io": "https://m/v2/hub" };
  expect(findings({ hosts: [host], kubernetes, image_mirror })).toEqual([
    "error image_mirror https://m/quay has the API below its path, which cri-o cannot ask for",
  ]);
  expect(findings({ hosts: [host], kubernetes, image_mirror: "https://m" })).toEqual([
    expect.stringContaining("warning image_mirror _default stands for docker.io, gcr.io, ghcr.io,"),
  ]);
  expect(findings({ hosts: [{ ...host, container_runtime: "docker" }], image_mirror })).toEqual([]);
});
