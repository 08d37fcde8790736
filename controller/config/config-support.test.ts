import { describe, expect, test } from "vitest";
import { issuesOfText } from "../../test/support/load-config-text.ts";

describe("what this version does not run", () => {
  test.each([
    ["network: {provider: weave}", '"weave" is'],
    ["network: {provider: custom, custom: {manifest_path: x}}", '"custom" is'],
    ["hosts: [{address: a, role: master, container_runtime: docker}]", '"docker" is'],
    ["hosts: [{address: a, role: master, container_runtime: cri-o}]", '"cri-o" is'],
    ["etcd: {endpoints: [https://a:2379]}", "is"],
    ["addons: {kured: {}}", "is"],
    ["audit: {server: http://a}", "is"],
    ["authentication: {}", "is"],
    ["cloud: {provider: aws}", "is"],
    ["admission_plugins: []", "is"],
    ["secrets_encryption: {enabled: true}", "is"],
    ["charts: []", "is"],
    ["bundle: x", "is"],
    ["manifests: [a.yml]", "is"],
    ["image_mirror: {a: {endpoint: http://h, credentials: {username: u, password: p}}}", "is"],
    ["network: {firewall: {enabled: true}}", "is"],
    ["network: {trusted_subnets: []}", "is"],
  ])("%s is refused, not ignored", async (text, subject) => {
    expect(await issuesOfText(text)).toContainEqual(
      expect.stringContaining(` ${subject} not supported by this version yet (`),
    );
  });

  test("the default provider is refused at the network key, with what to set", async () => {
    expect(await issuesOfText("hosts: [{address: a, role: master}]\nnetwork: {}\n")).toEqual([
      'c:2:1 network.provider "weave" (the default) is not supported by this version yet (set network.provider: bridge, for hosts on one segment)',
    ]);
  });
});
