import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addonStacks } from "../../../controller/addons/addon-stacks.ts";
import { sealStack } from "../../../controller/stacks/seal-stack.ts";
import type { JsonObject } from "../../../shared/spec/node-spec.ts";
import { loadConfigText } from "../../support/load-config-text.ts";
import type { Lab } from "../../lab/lab.ts";
import { waitUntil } from "../../lab/wait-until.ts";
import type { Cli } from "../cli.ts";
import { expectEqual } from "../expectation.ts";
import { kubectl } from "../kubectl.ts";
import { applyAsPlanned } from "../plan-promise.ts";
import type { Scenario } from "../scenario.ts";

const yml = `hosts: [{address: a, role: master}, {address: b, role: worker}]
kubernetes: {version: 1.20.2}
repositories: {kubernetes: {url: "http://h/", key: keys/apt.asc}}
addons:
  metrics-server: {}
  ingress-nginx:
    node_selector: {disk: ssd}
    configmap: {load-balance: least_conn}
    default_backend: {image: "web/backend:1"}
    tolerations: [{key: edge, operator: Exists}]
  cert-manager:
    issuer: {name: staging, server: "https://acme-staging.api.letsencrypt.org/directory", email: me@domain.com}
    issuers: [{name: all, kind: ClusterIssuer, server: "https://acme.example.com/directory", email: me@domain.com}]
  kubernetes-dashboard: {}
`;

/**
 * The API server takes every object of every addon. Namespaces and definitions are made, all else is
 * a dry run: there are no images of addons in the lab. An APIService goes the agents' own way.
 */
export const addons: Scenario = {
  name: "addons",
  needs: "formed-1-2",
  onlyByName: "it is a minute long, and the objects' files are held by quicker tests",
  run: async ({ lab, cli, note }) => {
    const { config } = await loadConfigText(yml);
    const sealed = addonStacks({ config }).map((stack) => sealStack(stack, () => "hash").stack);
    const objects = sealed.flatMap((stack) => stack.objects.map(({ object }) => object));
    const isGround = ({ kind }: JsonObject): boolean =>
      kind === "Namespace" || kind === "CustomResourceDefinition";
    const ground = objects.filter(isGround);
    await send(lab, ["apply", "--server-side", "-f", "-"], ground);
    await waitUntil("the definitions to be served", 30_000, async () => {
      const kinds = await kubectl(lab, [
        "api-resources",
        "--api-group=cert-manager.io",
        "-o",
        "name",
      ]);
      return kinds.split("\n").filter(Boolean).length === 4;
    });
    const rest = objects.filter((object) => !isGround(object) && !isAggregated(object));
    const dryRun = ["apply", "--server-side", "--dry-run=server", "-o", "name", "-f", "-"];
    const taken = (await send(lab, dryRun, rest)).split("\n").filter(Boolean);
    expectEqual("objects taken", taken.length, rest.length);
    note(`${taken.length} objects in a dry run, ${ground.length} made`);
    await send(lab, ["delete", "--wait=false", "-f", "-"], ground);
    await applyAggregated(lab, cli, objects.filter(isAggregated));
  },
};

/** Kubernetes 1.20 cannot take these by server-side apply, so that agents have another way for them. */
const isAggregated = ({ kind }: JsonObject): boolean => kind === "APIService";

async function applyAggregated(lab: Lab, cli: Cli, objects: readonly JsonObject[]): Promise<void> {
  const names = async (): Promise<boolean> =>
    (await kubectl(lab, ["get", "apiservice", "-o", "name"])).includes("v1beta1.metrics.k8s.io");
  const manifest = join(dirname(cli.configPath), "aggregated.json");
  await writeFile(manifest, objects.map((object) => JSON.stringify(object)).join("\n---\n"));
  await cli.editConfig((file) => file.setIn(["manifests"], ["./aggregated.json"]));
  await applyAsPlanned(lab, cli);
  expectEqual("the API service is there", await names(), true);
  const again = await cli.must("apply", "--yes");
  expectEqual("a second apply says", again.stdout.startsWith("Nothing to do"), true);
  await cli.editConfig((file) => file.deleteIn(["manifests"]));
  await applyAsPlanned(lab, cli);
  expectEqual("the API service is still there", await names(), false);
}

async function send(
  lab: Lab,
  argv: readonly string[],
  objects: readonly JsonObject[],
): Promise<string> {
  const input = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  return await kubectl(lab, argv, { input });
}
