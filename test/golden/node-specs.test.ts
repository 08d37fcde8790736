import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFactsReader } from "../../agent/facts/read-facts.ts";
import { DEBIAN_12, UBUNTU_22_04, UBUNTU_24_04 } from "../../agent/facts/recorded-hosts.fake.ts";
import { FakeHost } from "../../agent/host/fake/fake-host.ts";
import { buildMembership } from "../../controller/membership/build-membership.ts";
import { buildControlPlane } from "../../controller/control-plane/build-control-plane.ts";
import { buildNodeSpec } from "../../controller/spec/build-node-spec.ts";
import { encodeNodeSpec } from "../../shared/spec/node-spec-wire.ts";
import type { NodeSpec } from "../../shared/spec/node-spec.ts";
import { loadConfigText } from "../support/load-config-text.ts";

const cluster = { id: "3f0c1f9e-6f5c-4c59-9d0e-7a1b2c3d4e5f", name: "blue-lake-0001" };
const agent = {
  version: "0.1.0",
  bundleSha256: "ab".repeat(32),
  nodeVersion: "24.20.0",
  runtimeSha256: "cd".repeat(32),
  unitSha256: "ef".repeat(32),
};
const signer = { keyId: "aa", publicKey: "AA==" };

const recorded = [
  { name: "m1", files: UBUNTU_24_04, role: "master" },
  { name: "w1", files: UBUNTU_22_04, role: "worker" },
  { name: "w2", files: DEBIAN_12, role: "worker" },
] as const;

const factsOf = async (name: string, files: Readonly<Record<string, string>>) => {
  const host = new FakeHost();
  for (const [path, text] of Object.entries(files)) host.machine.files.seed(path, text);
  const facts = await createFactsReader({
    reader: host.reader,
    machine: { architecture: "x64", space: async () => undefined, cpuModel: async () => "" },
  })();
  return { ...facts, hostname: name, kubernetes: { ...facts.kubernetes, controlPlane: false } };
};

const yml = `
name: blue-lake-0001
kubernetes: {version: 1.30.4}
api: {endpoint: api.example.test}
network: {provider: bridge}
hosts:
- {address: 192.0.2.1, private_address: 10.0.0.1, role: master}
- {address: 192.0.2.11, role: worker, labels: {disk: fast, zone: a}}
- {address: 192.0.2.12, role: worker, taints: [{key: dedicated, value: build, effect: NoExecute}]}
repositories:
  kubernetes: {url: "http://mirror.test/v{minor}/deb/", key: keys/apt.asc}
image_mirror: {registry.k8s.io: "http://mirror.test:5000"}
kubelet: {extra_args: {v: 2}}
`;

const buildAll = async (text: string): Promise<readonly NodeSpec[]> => {
  const { config, contents } = await loadConfigText(text);
  const { spec: controlPlane } = buildControlPlane({ config, contents, hashSecret: () => "00" });
  const facts = await Promise.all(recorded.map(({ name, files }) => factsOf(name, files)));
  const membership = buildMembership({
    cluster,
    signer,
    candidates: config.hosts.map((host, index) => ({
      name: recorded[index]?.name ?? "",
      address: host.address,
      privateAddress: host.private_address ?? host.address,
      role: host.role,
      isProven: false,
    })),
    previous: undefined,
    podNetworkCidr: config.network.pod_network_cidr,
  });
  const hosts = config.hosts.flatMap((host, index) => {
    const member = membership.members.find(({ name }) => name === recorded[index]?.name);
    const own = facts[index];
    return member === undefined || own === undefined ? [] : [{ config: host, member, facts: own }];
  });
  return hosts.map((host) =>
    buildNodeSpec({
      config,
      contents,
      controlPlane,
      stacks: [],
      membership,
      hosts,
      host,
      agent,
      generation: 1,
      publicRepositories: {},
    }),
  );
};

test("one master and two workers get the specs that are on file", async () => {
  const specs = await buildAll(yml);
  const file = join(import.meta.dirname, "data", "node-specs.json");
  expect(specs).toEqual(JSON.parse(await readFile(file, "utf8")));
});

test("the same wishes in another order and form are the same bytes", async () => {
  const other = yml
    .replace("labels: {disk: fast, zone: a}", 'labels: {zone: "a", disk: fast}')
    .replace(
      "{address: 192.0.2.1, private_address: 10.0.0.1, role: master}",
      "{role: master, private_address: 10.0.0.1, address: 192.0.2.1}",
    );
  const [one, two] = await Promise.all([buildAll(yml), buildAll(other)]);
  expect(two.map((spec) => Buffer.from(encodeNodeSpec(spec)).toString("hex"))).toEqual(
    one.map((spec) => Buffer.from(encodeNodeSpec(spec)).toString("hex")),
  );
});
