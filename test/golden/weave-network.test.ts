import { describe, expect, test } from "vitest";
import { draftStacks } from "../../controller/stacks/draft-stacks.ts";
import { loadConfigText } from "../support/load-config-text.ts";

const hosts = "hosts: [{address: 10.0.0.1, role: master}]\n";

const membership = {
  cluster: { id: "3f0c1f9e-6f5c-4c59-9d0e-7a1b2c3d4e5f", name: "blue-lake-0001" },
  number: 1,
  members: [
    {
      name: "m1",
      address: "192.0.2.1",
      privateAddress: "10.0.0.1",
      role: "master",
      state: "member",
    },
    {
      name: "w1",
      address: "192.0.2.2",
      privateAddress: "10.0.0.2",
      role: "worker",
      state: "member",
    },
  ],
  signers: [],
  revokedSerials: [],
} as const;

const weaveOf = async (yml: string) => {
  const loaded = await loadConfigText(`${hosts}${yml}`);
  const [stack] = draftStacks({ ...loaded, membership });
  return stack?.objects ?? [];
};

const routerOf = async (yml: string): Promise<string> => {
  const objects = await weaveOf(yml);
  return JSON.stringify(objects.find(({ object }) => object["kind"] === "DaemonSet")?.object);
};

describe("Weave", () => {
  test("is the network where cluster.yml names none", async () => {
    const objects = await weaveOf("");
    expect(objects.map(({ object }) => object["kind"])).toEqual([
      "ServiceAccount",
      "Secret",
      "ClusterRole",
      "ClusterRoleBinding",
      "Role",
      "RoleBinding",
      "DaemonSet",
    ]);
  });

  test("is the objects that are on file", async () => {
    await expect(JSON.stringify(await weaveOf(""), undefined, 2)).toMatchFileSnapshot(
      "data/weave-network.json",
    );
  });

  test("makes its password up in the cluster, unless a file has one", async () => {
    const secret = async (yml: string) => (await weaveOf(yml))[1];
    expect(await secret("")).toMatchObject({ generated: { "weave-passwd": 24 } });
    expect(await secret("network: {weave: {password: password}}")).toMatchObject({
      values: { "weave-passwd": Buffer.from("s3cret").toString("base64") },
    });
  });

  test("is told of trusted subnets, under both of their keys", async () => {
    expect(
      await routerOf(
        "network: {trusted_subnets: [10.1.0.0/16], weave: {trusted_subnets: [10.2.0.0/16]}}",
      ),
    ).toContain("--trusted-subnets=10.2.0.0/16,10.1.0.0/16");
  });

  test("is told of peers only where some are outside of the cluster", async () => {
    expect(await routerOf("")).not.toContain("KUBE_PEERS");
    expect(await routerOf("network: {weave: {known_peers: [192.0.2.9]}}")).toContain(
      '{"name":"KUBE_PEERS","value":"10.0.0.1 192.0.2.9"}',
    );
  });

  test("takes its images from elsewhere", async () => {
    const router = await routerOf(
      "network: {weave: {image_repository: docker.io/rajchaudhuri, version: 2.9.0}}",
    );
    expect(router).toContain('"docker.io/rajchaudhuri/weave-kube:2.9.0"');
    expect(router).toContain('"docker.io/rajchaudhuri/weave-npc:2.9.0"');
  });
});
