import { expect, test } from "vitest";
import { dnsReplicas } from "./dns-replicas.ts";
import { hostId } from "./host-id.ts";
import { hostRepositories } from "./host-repositories.ts";
import { toKubeletFields } from "./kubelet-settings.ts";
import { ClusterConfig } from "./cluster-config.ts";

const source = (name: string) => ({
  url: `http://${name}/{minor}/`,
  suite: "{codename}",
  components: ["main"],
  key: "/k",
});

const parse = (keys: object, host: object = {}): ClusterConfig =>
  ClusterConfig.parse({
    hosts: [{ address: "a", role: "master", ...host }],
    kubernetes: { version: "1.30.4" },
    ...keys,
  });

const repositoriesOf = (config: ClusterConfig) =>
  config.hosts.map((host) => hostRepositories(config, host, "noble"));

test("a host has the cluster's repositories with placeholders filled in", () => {
  const config = parse({
    repositories: { kubernetes: source("all"), additional: [{ name: "x", ...source("extra") }] },
  });
  expect(repositoriesOf(config)).toEqual([
    {
      kubernetes: { url: "http://all/1.30/", suite: "noble", components: ["main"], key: "/k" },
      additional: [
        { name: "x", url: "http://extra/1.30/", suite: "noble", components: ["main"], key: "/k" },
      ],
    },
  ]);
});

test("a host's own repositories come first, key by key and name by name", () => {
  const own = { kubernetes: source("own"), additional: [{ name: "x", ...source("own-extra") }] };
  const all = {
    kubernetes: source("all"),
    container_runtime: source("runtime"),
    additional: [
      { name: "x", ...source("extra") },
      { name: "y", ...source("other") },
    ],
  };
  const [found] = repositoriesOf(parse({ repositories: all }, { repositories: own }));
  expect(found?.kubernetes?.url).toBe("http://own/1.30/");
  expect(found?.container_runtime?.url).toBe("http://runtime/1.30/");
  expect(found?.additional.map(({ url }) => url)).toEqual([
    "http://other/1.30/",
    "http://own-extra/1.30/",
  ]);
});

test("without any, there are none", () => {
  expect(repositoriesOf(parse({}))).toEqual([{ additional: [] }]);
});

test.each([
  [1, {}, 1],
  [2, {}, 2],
  [10, {}, 2],
  [11, {}, 3],
  [11, { dns: { replicas: 5 } }, 5],
  [11, { dns_replicas: 4 }, 4],
])("%i hosts with network %j have %i DNS replicas", (count, network, replicas) => {
  const hosts = Array.from({ length: count }, (_, index) => ({
    address: `h${index}`,
    role: "worker",
  }));
  expect(dnsReplicas(ClusterConfig.parse({ hosts, network }))).toBe(replicas);
});

test("a host is named by its address, with its port where that is another one", () => {
  expect(hostId({ address: "a", ssh_port: 22 })).toBe("a");
  expect(hostId({ address: "a", ssh_port: 2222 })).toBe("a:2222");
  expect(hostId({ address: "fd00::1", ssh_port: 2222 })).toBe("[fd00::1]:2222");
});

test("kubelet keys become fields of KubeletConfiguration", () => {
  const kubelet = {
    read_only_port: true,
    feature_gates: { A: true },
    kube_reserved: { cpu: "1" },
    config: { maxPods: 5 },
  };
  expect(toKubeletFields(parse({ kubelet }))).toEqual({
    readOnlyPort: 10255,
    featureGates: { A: true },
    kubeReserved: { cpu: "1" },
    maxPods: 5,
  });
  expect(toKubeletFields(parse({}))).toEqual({});
});
