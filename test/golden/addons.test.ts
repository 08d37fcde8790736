import { describe, expect, test } from "vitest";
import { addonStacks } from "../../controller/addons/addon-stacks.ts";
import { loadConfigText } from "../support/load-config-text.ts";

const everyAddon = `addons:
  metrics-server: {}
  ingress-nginx:
    node_selector: {disk: ssd}
    configmap: {load-balance: least_conn}
    default_backend: {image: "web/backend:1"}
  cert-manager:
    issuer: {name: staging, server: "https://acme-staging.api.letsencrypt.org/directory", email: me@domain.com}
    issuers:
    - {name: all, kind: ClusterIssuer, server: "https://acme.example.com/directory", email: me@domain.com}
  kubernetes-dashboard: {}
  kured: {}
`;

const stacksOf = async (version: string, addons: string) => {
  const sources = "repositories: {kubernetes: {url: 'http://h/', key: keys/apt.asc}}";
  const yml = `hosts: [{address: a, role: master}, {address: b, role: worker}]\nkubernetes: {version: ${version}}\n${sources}\n${addons}`;
  const { config } = await loadConfigText(yml);
  return addonStacks({ config });
};

const textOf = async (addons: string): Promise<string> =>
  JSON.stringify(await stacksOf("1.36.2", `addons: ${addons}`));

describe("addons", () => {
  test("are the objects that are on file", async () => {
    const stacks = await stacksOf("1.20.2", everyAddon);
    await expect(JSON.stringify(stacks, undefined, 2)).toMatchFileSnapshot("data/addons.json");
  });

  test("of a newer Kubernetes differ in their images alone", async () => {
    const [older, newer] = await Promise.all(
      ["1.20.2", "1.36.2"].map(async (version) =>
        JSON.stringify(await stacksOf(version, everyAddon)),
      ),
    );
    const releases = /:v\d+\.\d+\.\d+/g;
    expect(newer?.match(releases)).not.toEqual(older?.match(releases));
    expect(newer?.replaceAll(releases, "")).toBe(older?.replaceAll(releases, ""));
  });

  test("have a stack each, those of the agents none", async () => {
    const stacks = await stacksOf("1.36.2", everyAddon);
    expect(stacks.map(({ name }) => name)).toEqual([
      "addon-metrics-server",
      "addon-ingress-nginx",
      "addon-cert-manager",
      "addon-kubernetes-dashboard",
    ]);
  });

  test("that are switched off have none", async () => {
    expect(await stacksOf("1.36.2", "addons: {kubernetes-dashboard: {enabled: false}}")).toEqual(
      [],
    );
  });

  test("name no part as cluster administrator", async () => {
    expect(JSON.stringify(await stacksOf("1.36.2", everyAddon))).not.toContain("cluster-admin");
  });

  test("take the images that cluster.yml names", async () => {
    const text = await textOf(
      '{ingress-nginx: {images: {controller: "r/c:1"}}, cert-manager: {images: {acmesolver: "r/s:1"}}, kubernetes-dashboard: {images: {metrics_scraper: "r/m:1"}}, metrics-server: {images: {server: "r/v:1"}}}',
    );
    for (const image of ['"r/c:1"', "-image=r/s:1", '"r/m:1"', '"r/v:1"'])
      expect(text).toContain(image);
  });

  test("say of an unknown image which there are", async () => {
    await expect(textOf('{metrics-server: {images: {serve: "a"}}}')).rejects.toThrow(
      "has an error",
    );
  });
});

describe("the ingress controller", () => {
  test("is on the hosts' ports, or behind a load balancer", async () => {
    expect(await textOf("{ingress-nginx: {}}")).toContain('"hostNetwork":true');
    const behind = await textOf(
      "{ingress-nginx: {kind: Deployment, deployment: {replicas: 3}, service: {external_traffic_policy: Local}}}",
    );
    expect(behind).toContain('"replicas":3');
    expect(behind).toContain('"externalTrafficPolicy":"Local"');
    expect(behind).not.toContain("hostNetwork");
  });

  test("answers by itself what no rule matches, unless an image is named", async () => {
    expect(await textOf("{ingress-nginx: {}}")).not.toContain("default-http-backend");
    expect(await textOf("{ingress-nginx: {default_backend: {image: a}}}")).toContain(
      "--default-backend-service=$(POD_NAMESPACE)/default-http-backend",
    );
  });

  test("tolerates what it is told to, and takes further flags", async () => {
    const text = await textOf(
      "{ingress-nginx: {tolerations: [{key: edge, operator: Exists}], extra_args: [--v=3]}}",
    );
    expect(text).toContain('"tolerations":[{"key":"edge","operator":"Exists"}]');
    expect(text).toContain('"--v=3"');
  });
});

describe("an issuer", () => {
  const issuer = (server: string) =>
    `{cert-manager: {issuer: {name: le, server: "${server}", email: a@b.c}}}`;

  test("of Let's Encrypt's first servers is one of its second", async () => {
    expect(await textOf(issuer("https://acme-v01.api.letsencrypt.org/directory"))).toContain(
      '"server":"https://acme-v02.api.letsencrypt.org/directory"',
    );
  });

  test("is in the namespace default, unless it is for all", async () => {
    expect(await textOf(issuer("https://a.example/"))).toContain(
      '"kind":"Issuer","metadata":{"name":"le","namespace":"default"}',
    );
  });
});
