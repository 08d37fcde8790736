import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import type { DescribedLab } from "./cluster-yml.ts";
import { renderClusterYml } from "./cluster-yml.ts";
import { planHosts } from "./lab-layout.ts";
import type { LabState, OnlineSupply } from "./lab-state.ts";
import { labPaths } from "./lab-paths.ts";

const described = async (
  bastion: boolean,
  supply: boolean,
  more: Partial<LabState> = {},
): Promise<DescribedLab> => {
  const knownHostsPath = join(await mkdtemp(join(tmpdir(), "cluster-yml-")), "known-hosts");
  await writeFile(knownHostsPath, "10.77.0.11,m1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA\n");
  const hosts = planHosts({ masters: 1, workers: 1, bastion });
  const state = {
    version: 1,
    phase: "up",
    incarnation: "1",
    bareRoot: "/roots/1",
    cgroupDirs: [],
    supply,
    bastion,
    hosts,
    ...more,
  } as const;
  return {
    name: "lab",
    sshKeyPath: "/labs/lab/ssh-key",
    knownHostsPath,
    paths: labPaths("/cache", "lab"),
    state: async () => await Promise.resolve(state),
  };
};

test("members are listed with address, user, key and pinned host key", async () => {
  const cluster: unknown = parse(await renderClusterYml(await described(false, true)));
  expect(cluster).toMatchObject({
    hosts: [
      {
        address: "10.77.0.11",
        role: "master",
        user: "ubuntu",
        ssh_key_path: "/labs/lab/ssh-key",
        host_key: expect.stringMatching(/^SHA256:[A-Za-z0-9+/]{43}$/),
      },
      { address: "10.77.0.21", role: "worker", labels: { disk: "ssd" } },
    ],
    image_mirror: "http://10.77.0.1:5000",
  });
});

test("a bastion is no member but the way to them", async () => {
  const cluster: unknown = parse(await renderClusterYml(await described(true, true)));
  expect(cluster).toMatchObject({
    hosts: [{ bastion: { address: "10.77.0.5" } }, { bastion: { address: "10.77.0.5" } }],
  });
});

test("without a supply the public sources are left in place", async () => {
  const cluster: unknown = parse(await renderClusterYml(await described(false, false)));
  expect(cluster).not.toHaveProperty("repositories");
  expect(cluster).not.toHaveProperty("image_mirror");
});

const online = (kubernetesVersion: string): OnlineSupply => ({
  kubernetesVersion,
  resolvers: ["192.0.2.53"],
  uplink: {
    link: "lab-0a1b2c3d",
    table: "pharos-lab-lab",
    machineAddress: "10.77.1.1",
    labAddress: "10.77.1.2",
    forwards: true,
  },
});

test("the online supply is the product's own defaults, in the version asked for and with CoreDNS", async () => {
  const lab = await described(false, false, { online: online("1.36.2"), cgroupDirs: ["/v2/lab"] });
  const cluster: unknown = parse(await renderClusterYml(lab));
  expect(cluster).toMatchObject({
    kubernetes: { version: "1.36.2" },
    network: { provider: "bridge", dns: { provider: "coredns" } },
  });
  expect(cluster).not.toHaveProperty("repositories");
  expect(cluster).not.toHaveProperty("image_mirror");
  expect(cluster).not.toHaveProperty("kubelet");
});

test.each([
  ["1.36.2", { kubelet: { config: { failCgroupV1: false } } }],
  ["1.34.0", {}],
])(
  "on a machine with cgroup v1, kubelet %s is told to put up with it if it must be",
  async (version, kubelet) => {
    const cgroupDirs = ["/cpu/lab", "/memory/lab"];
    const lab = await described(false, false, { online: online(version), cgroupDirs });
    const cluster: unknown = parse(await renderClusterYml(lab));
    expect(cluster).toMatchObject({ kubernetes: { version }, ...kubelet });
    expect(JSON.stringify(cluster).includes("failCgroupV1")).toBe("kubelet" in kubelet);
  },
);

test("overrides replace whole keys", async () => {
  const overrides = { kubernetes: { version: "1.20.15" } };
  const cluster: unknown = parse(await renderClusterYml(await described(false, true), overrides));
  expect(cluster).toHaveProperty("kubernetes", { version: "1.20.15" });
});
