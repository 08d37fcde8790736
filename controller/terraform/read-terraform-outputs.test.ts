import { describe, expect, test } from "vitest";
import {
  terraformArraysUnequal,
  terraformNoHosts,
  terraformOutputMissing,
  terraformUnreadable,
} from "../../shared/errors/terraform-errors.ts";
import { toPharosError } from "../../shared/errors/internal-errors.ts";
import { readTerraformOutputs } from "./read-terraform-outputs.ts";

const read = (outputs: Readonly<Record<string, unknown>>) =>
  readTerraformOutputs(
    JSON.stringify(
      Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { value }])),
    ),
    "tf.json",
  );

const errorOf = (text: string) => {
  try {
    readTerraformOutputs(text, "tf.json");
  } catch (error) {
    return toPharosError(error);
  }
  throw new Error("it was read without an error");
};

const pharos = (group: unknown): string =>
  JSON.stringify({ pharos: { value: { masters: group } } });

describe("a group of hosts", () => {
  test("has a host for each address, and all that its hosts share", () => {
    const { tree, origins } = read({
      pharos: {
        edge: {
          address: ["a", "b"],
          private_interface: "eth1",
          ssh_port: "2222",
          label: { zone: "x" },
          taint: [{ key: "edge", effect: "NoSchedule" }],
          environment: [{ HTTP_PROXY: "http://p" }],
        },
      },
    });
    const shared = {
      role: "worker",
      private_interface: "eth1",
      ssh_port: 2222,
      labels: { zone: "x" },
      taints: [{ key: "edge", effect: "NoSchedule" }],
      environment: { HTTP_PROXY: "http://p" },
    };
    expect(tree["hosts"]).toEqual([
      { address: "a", ...shared },
      { address: "b", ...shared },
    ]);
    expect(origins).toEqual(["tf.json, pharos.edge", "tf.json, pharos.edge"]);
  });

  test("may be one host without lists, or with nothing at some places", () => {
    expect(read({ pharos: { m: { address: "a", role: "master" } } }).tree["hosts"]).toEqual([
      { address: "a", role: "master" },
    ]);
    const { tree } = read({ pharos: { m: { address: ["a", "b"], private_address: [null, "c"] } } });
    expect(tree["hosts"]).toEqual([
      { address: "a", role: "worker" },
      { address: "b", role: "worker", private_address: "c" },
    ]);
  });
});

describe("the later outputs", () => {
  test("add the API's name, addons and the cluster's", () => {
    const { tree } = read({
      pharos_hosts: { masters: [{ address: ["a"], role: "master" }] },
      pharos_api: [{ endpoint: "api.example.com" }],
      pharos_addons: [{ kured: [{ enabled: "1" }], "cert-manager": { enabled: false } }],
      pharos_cluster: { name: "blue" },
    });
    expect(tree).toEqual({
      name: "blue",
      hosts: [{ address: "a", role: "master" }],
      api: { endpoint: "api.example.com" },
      addons: { kured: { enabled: true }, "cert-manager": { enabled: false } },
    });
  });

  test("may hold a whole cluster.yml", () => {
    const cluster = { hosts: [{ address: "a", role: "master" }], network: { provider: "bridge" } };
    const { tree, origins } = read({ pharos_cluster: cluster });
    expect(tree).toEqual(cluster);
    expect(origins).toEqual(["tf.json, pharos_cluster.hosts"]);
  });
});

describe("a file that cannot be used", () => {
  test.each([
    ["{", terraformUnreadable, "it is no JSON"],
    ["[]", terraformUnreadable, "it is no JSON object"],
    ['{"pharos": {}}', terraformUnreadable, "pharos has no value"],
    ['{"vpc": {"value": 1}}', terraformOutputMissing, "but vpc"],
    ["{}", terraformOutputMissing, "but none at all"],
    ['{"pharos": {"value": {}}}', terraformNoHosts, "tf.json has no hosts in pharos"],
    [pharos({ address: [] }), terraformNoHosts, "no hosts"],
    [
      pharos({ address: ["a", "b"], private_address: ["c"] }),
      terraformArraysUnequal,
      "the lists of pharos.masters are not equally long: address 2, private_address 1",
    ],
    [
      pharos({ address: ["a", "b"], private_address: "c" }),
      terraformArraysUnequal,
      "address 2, private_address 1",
    ],
  ])("is one clear error: %s", (text, factory, words) => {
    const error = errorOf(text);
    expect(error.code).toBe(factory.code);
    expect(error.message).toContain(words);
  });
});
