import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { type LoadedConfig, loadClusterConfig } from "./load-cluster-config.ts";
import { renderStoredConfiguration } from "./stored-configuration.ts";

const load = (text: string, cwd = "/work"): Promise<LoadedConfig> =>
  loadClusterConfig({
    from: { name: "c", text },
    cwd,
    home: "/home/me",
    environment: {},
    files: {
      read: async () => "-----BEGIN PGP PUBLIC KEY BLOCK-----",
      exists: async () => true,
      list: async () => undefined,
    },
  });

const secretive = `network: {provider: bridge}
hosts:
  - address: 10.0.0.1
    role: master
    ssh_key_path: keys/id
    environment: {HTTP_PROXY: "http://me:s3cret@proxy:3128", API_TOKEN: s3cret, PLAIN: kept}
image_mirror:
  registry.k8s.io: {endpoint: "http://mirror:5000"}
repositories:
  kubernetes: {url: "http://mirror/", key: keys/apt.asc}
kubelet: {extra_args: {some-password: s3cret}}
`;

test("it holds no secret and no path of the administrator's machine", async () => {
  const stored = renderStoredConfiguration((await load(secretive)).config);
  expect(stored).not.toMatch(/s3cret|\/work|keys\//);
  expect(parse(stored)).toMatchObject({
    hosts: [
      { environment: { HTTP_PROXY: "http://***@proxy:3128", API_TOKEN: "***", PLAIN: "kept" } },
    ],
    image_mirror: { "registry.k8s.io": { endpoint: "http://mirror:5000" } },
    repositories: { kubernetes: { url: "http://mirror/", suite: "/" } },
  });
});

test("equal configurations are equal bytes, wherever and in whatever order they are written", async () => {
  const one = await load(
    "network: {provider: bridge}\nhosts: [{address: a, role: master, labels: {a: '1', b: '2'}}]",
  );
  const other = await load(
    "hosts:\n- labels: {b: 2, a: 1}\n  role: master\n  address: a\nnetwork: {provider: bridge}",
    "/elsewhere",
  );
  expect(renderStoredConfiguration(one.config)).toBe(renderStoredConfiguration(other.config));
});

test("it is a file that loads again and is then the same", async () => {
  const example = readFileSync(new URL("../../examples/production.yml", import.meta.url), "utf8");
  const stored = renderStoredConfiguration((await load(example)).config);
  expect(renderStoredConfiguration((await load(stored)).config)).toBe(stored);
});
