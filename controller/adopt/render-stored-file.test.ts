import { expect, test } from "vitest";
import { loadConfigText } from "../../test/support/load-config-text.ts";
import { renderStoredConfiguration } from "../config/stored-configuration.ts";
import { HostConfig } from "../config/schema/host-config.ts";
import { renderStoredFile } from "./render-stored-file.ts";

test("a cluster.yml that was lost comes back with the way to its hosts, which the cluster has not kept", async () => {
  const { config } = await loadConfigText(
    "name: a\nnetwork: {provider: bridge}\nhosts: [{address: a.test, role: master, ssh_key_path: /k, labels: {a: b}}]\n",
  );
  const stored = renderStoredConfiguration(config);
  expect(stored).not.toContain("ssh_key_path");
  const named = HostConfig.parse({
    address: "a.test",
    role: "worker",
    user: "root",
    ssh_port: 2222,
    ssh_key_path: "/k",
  });
  const text = renderStoredFile(stored, [named]);
  expect(text.startsWith("# As the cluster has kept it")).toBe(true);
  const again = (await loadConfigText(text)).config;
  expect(again).toEqual({
    ...config,
    hosts: [{ ...config.hosts[0], user: "root", ssh_port: 2222 }],
  });
});
