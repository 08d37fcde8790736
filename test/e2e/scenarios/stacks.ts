import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { Lab } from "../../lab/lab.ts";
import type { Cli } from "../cli.ts";
import { expectEqual } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";
import { TOOLBOX_IMAGE } from "../toolbox-image.ts";

const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };

const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "baskets.shop.test" },
  spec: {
    group: "shop.test",
    scope: "Namespaced",
    names: { kind: "Basket", plural: "baskets", singular: "basket" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

const secret = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "till", namespace: "shop" },
  stringData: { code: "open-sesame-4711" },
};

const server = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "server", namespace: "shop" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "server" } },
    template: {
      metadata: { labels: { app: "server" } },
      spec: { containers: [{ name: "server", image: TOOLBOX_IMAGE, args: ["serve"] }] },
    },
  },
});

const basket = {
  apiVersion: "shop.test/v1",
  kind: "Basket",
  metadata: { name: "first", namespace: "shop" },
  spec: { size: 3 },
};

/** Objects of cluster.yml's manifests come in their order, change, and go; their secrets are written nowhere else. */
export const stacks: Scenario = {
  name: "stacks",
  needs: "formed-1-2",
  isUndone: true,
  run: async ({ lab, cli, note }) => {
    await writeManifests(cli, [basket, server(1), secret, definition, namespace]);
    await cli.editConfig((file) => file.setIn(["manifests"], ["./manifests"]));
    const first = await applyAsPlanned(lab, cli);
    note(`first apply ${(first.apply.tookMs / 1000).toFixed(1)} s`);
    expectEqual("the secret's value", await secretValue(lab), "open-sesame-4711");
    expectEqual("hosts that wrote it down", await writtenDown(lab), []);
    const again = await cli.run("apply", "--yes");
    expectEqual("a second apply ends with", again.code, 0);
    expectEqual("it says", again.stdout.startsWith("Nothing to do"), true);
    note(`nothing to do in ${again.tookMs} ms`);
    await writeManifests(cli, [server(2), namespace]);
    await applyAsPlanned(lab, cli);
    const left = await kubectl(lab, ["get", "secret,deployment", "-n", "shop", "-o", "name"]);
    expectEqual("Secret till", left.includes("secret/till"), false);
    expectEqual("Deployment server", left.includes("deployment.apps/server"), true);
    await cli.editConfig((file) => file.deleteIn(["manifests"]));
    await applyAsPlanned(lab, cli);
    const names = await kubectl(lab, ["get", "namespace,crd", "-o", "name"]);
    expectEqual("definition", names.includes("baskets.shop.test"), false);
  },
};

async function writeManifests(cli: Cli, objects: readonly object[]): Promise<void> {
  const folder = join(dirname(cli.configPath), "manifests");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "shop.yml"), objects.map((one) => stringify(one)).join("---\n"));
}

async function secretValue(lab: Lab): Promise<string> {
  const argv = ["get", "secret", "till", "-n", "shop", "-o", "jsonpath={.data.code}"];
  return Buffer.from(await kubectl(lab, argv), "base64").toString();
}

/** Its value, plain or as Kubernetes has it, may be in the secrets' own folder only. */
async function writtenDown(lab: Lab): Promise<readonly string[]> {
  const value = "open-sesame-4711";
  const forms = [value, Buffer.from(value).toString("base64")].flatMap((form) => ["-e", form]);
  const folders = ["/var/lib/pharos", "/run/pharos", "/etc/pharos"];
  const { stdout } = await lab.ssh("m1", ["grep", "-rl", ...forms, ...folders]);
  return stdout.split("\n").filter((path) => path !== "" && !path.includes("/secrets/"));
}
