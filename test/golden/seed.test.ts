import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { renderIssue } from "../../controller/config/config-issue.ts";
import { loadClusterConfig } from "../../controller/config/load-cluster-config.ts";
import { renderStoredConfiguration } from "../../controller/config/stored-configuration.ts";
import { draftStacks } from "../../controller/stacks/draft-stacks.ts";
import { readTerraformOutputs } from "../../controller/terraform/read-terraform-outputs.ts";
import { minimalMembership } from "../support/memberships.ts";

const read = (name: string): string =>
  readFileSync(new URL(`seed/${name}`, import.meta.url), "utf8");

const load = (name: string, outputs?: string) =>
  loadClusterConfig({
    from: { name, text: read(name) },
    cwd: "/work",
    home: "/home/me",
    environment: {},
    files: {
      read: async () => undefined,
      exists: async () => true,
      list: async () => undefined,
    },
    ...(outputs === undefined ? {} : { terraform: readTerraformOutputs(read(outputs), "tf.json") }),
  });

describe("the seed document's example", () => {
  test("is valid as it stands, and says what is no longer as it was", async () => {
    const { file, warnings } = await load("cluster.yml");
    expect(warnings.map((warning) => renderIssue(file, warning))).toMatchInlineSnapshot(`
      [
        "cluster.yml:17:3 addons.ingress-nginx is installed as v1.15.1, which its project has tested up to Kubernetes 1.35 (try it before you count on it, or name images of another release)",
        "cluster.yml:17:3 addons.ingress-nginx is installed, but its project has ended (March 2026): it gets no security updates any more (look at implementations of the Gateway API)",
      ]
    `);
  });

  test("is the configuration that is on file", async () => {
    const { config } = await load("cluster.yml");
    await expect(renderStoredConfiguration(config)).toMatchFileSnapshot("data/seed-cluster.yml");
  });

  test("asks for Weave with trusted subnets, and for the ingress controller", async () => {
    const loaded = await load("cluster.yml");
    const stacks = draftStacks({ ...loaded, membership: minimalMembership() });
    expect(stacks.map(({ name }) => name)).toEqual([
      "network",
      "maintenance",
      "addon-ingress-nginx",
    ]);
    expect(JSON.stringify(stacks)).toContain("--trusted-subnets=172.31.0.0/16");
    expect(JSON.stringify(stacks)).toContain('"load-balance":"least_conn"');
  });

  test("is valid with every addon as its section has it", async () => {
    const { file, warnings } = await load("addons.yml");
    expect(warnings.map((warning) => renderIssue(file, warning))).toMatchInlineSnapshot(`
      [
        "addons.yml:7:3 addons.ingress-nginx is installed as v1.15.1, which its project has tested up to Kubernetes 1.35 (try it before you count on it, or name images of another release)",
        "addons.yml:7:3 addons.ingress-nginx is installed, but its project has ended (March 2026): it gets no security updates any more (look at implementations of the Gateway API)",
        "addons.yml:19:15 addons.cert-manager.issuer.server is a server of ACME 1, which is switched off: https://acme-staging-v02.api.letsencrypt.org/directory is used (write that one)",
        "addons.yml:26:3 addons.kubernetes-dashboard is installed as v2.7.0, which its project has tested up to Kubernetes 1.25 (try it before you count on it, or name images of another release)",
        "addons.yml:26:3 addons.kubernetes-dashboard is installed, but its project has ended (January 2026): it gets no security updates any more (look at Headlamp)",
      ]
    `);
  });
});

describe("the seed document's Terraform example", () => {
  test.each(["terraform-0.11.json", "terraform-0.12.json"])(
    "is a cluster of the hosts in %s",
    async (outputs) => {
      const { config } = await load("terraform-cluster.yml", outputs);
      const hosts = config.hosts.map(({ address, private_address, role, user, labels }) =>
        [role, address, private_address, user, JSON.stringify(labels)].join(" "),
      );
      expect(hosts).toEqual([
        "master 198.51.100.10 10.133.0.10 root {}",
        'worker 198.51.100.21 10.133.0.21 root {"droplet":"2g"}',
        'worker 198.51.100.22 10.133.0.22 root {"droplet":"2g"}',
        'worker 198.51.100.41 10.133.0.41 root {"droplet":"4g"}',
      ]);
      expect(Object.keys(config.addons ?? {})).toEqual(["ingress-nginx"]);
    },
  );

  test("is the same configuration whatever Terraform printed it", async () => {
    const [older, newer] = await Promise.all(
      ["terraform-0.11.json", "terraform-0.12.json"].map((outputs) =>
        load("terraform-cluster.yml", outputs),
      ),
    );
    expect(older?.config).toEqual(newer?.config);
  });
});
