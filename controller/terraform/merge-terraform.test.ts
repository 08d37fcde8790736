import { describe, expect, test } from "vitest";
import { ConfigIssues, renderIssue } from "../config/config-issue.ts";
import { loadClusterConfig } from "../config/load-cluster-config.ts";
import { configInvalid } from "../../shared/errors/config-errors.ts";
import { mergeTerraform } from "./merge-terraform.ts";
import { readTerraformOutputs } from "./read-terraform-outputs.ts";

const load = (text: string, outputs: unknown) =>
  loadClusterConfig({
    from: { name: "c", text },
    cwd: "/work",
    home: "/home/me",
    environment: {},
    files: { read: async () => undefined, exists: async () => true, list: async () => undefined },
    terraform: readTerraformOutputs(JSON.stringify(outputs), "tf.json"),
  });

describe("Terraform's part of a cluster.yml", () => {
  test("comes after what is written, and wins where both say something", () => {
    const written = { name: "mine", hosts: [{ address: "a" }], network: { provider: "bridge" } };
    const tree = { name: "its", hosts: [{ address: "a" }, { address: "b" }], network: { dns: {} } };
    expect(mergeTerraform(written, { tree })).toEqual({
      name: "its",
      hosts: [{ address: "a" }, { address: "b" }],
      network: { provider: "bridge", dns: {} },
    });
  });

  test("is named where one of its hosts is wrong", async () => {
    const text = "network: {provider: bridge}\nhosts:\n- {address: a, role: worker}\n";
    const outputs = { pharos: { value: { masters: { adress: ["b"], role: "master" } } } };
    const error: unknown = await load(text, outputs).catch((thrown: unknown) => thrown);
    expect(error).toSatisfy(configInvalid.is);
    const { cause } = configInvalid.is(error) ? error : { cause: undefined };
    const issues = cause instanceof ConfigIssues ? cause.issues : [];
    expect(issues.map((issue) => renderIssue("c", issue))).toEqual([
      "c:2:1 hosts[1].adress is not a known key (it comes from tf.json, pharos.masters; did you mean address?)",
    ]);
  });
});
