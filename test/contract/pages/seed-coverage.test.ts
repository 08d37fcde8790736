import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderIssue } from "../../../controller/config/config-issue.ts";
import { notYetSupported } from "../../../controller/config/config-support.ts";
import { configWith, loadConfigText } from "../../support/load-config-text.ts";
import { readPage, repository, tableRows } from "./read-page.ts";

const page = await readPage("docs/seed-coverage.md");
const rows = tableRows(page, "# The seed document, section by section");

/** The seed document's table of contents, and the key that a section is about where there is one. */
const sections: readonly (readonly [section: string, key?: string])[] = [
  ["Introduction"],
  ["Design Principles"],
  ["Installation"],
  ["Host Requirements"],
  ["Required Open Ports"],
  ["Monitoring Ports"],
  ["Restricted Ports"],
  ["Usage"],
  ["Hosts"],
  ["Network Options"],
  ["External etcd", "etcd"],
  ["Webhook Token Authentication", "authentication"],
  ["Audit Webhook", "audit"],
  ["Cloud Provider", "cloud"],
  ["Terraform"],
  ["Addons"],
  ["Ingress NGINX", "addons.ingress-nginx"],
  ["Cert Manager", "addons.cert-manager"],
  ["Host Security Updates", "addons.host-upgrades"],
  ["Kured", "addons.kured"],
  ["Kubernetes Dashboard", "addons.kubernetes-dashboard"],
];

const agentAddons = "addons: {host-upgrades: {}, kured: {}}";

/** Keys that are refused, and those that are taken and do nothing. */
const keysNotYet = async (): Promise<ReadonlySet<string>> => {
  const { file, warnings } = await loadConfigText(configWith(agentAddons));
  const idle = warnings
    .filter((warning) => renderIssue(file, warning).includes("has no effect in this version yet"))
    .map(({ path }) => path);
  return new Set([...notYetSupported.map(({ pattern }) => pattern), ...idle]);
};

describe("docs/seed-coverage.md", () => {
  test("has a row for each section of the seed document, in its order", () => {
    expect(rows.map(([section]) => section)).toEqual(sections.map(([section]) => section));
  });

  test.each(rows)("%s is done, partly done or not yet, and names its tests", (...row) => {
    const [, state = "", tests = "", remark = ""] = row;
    const links = [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path = ""]) => path);
    expect(["done", "partly", "not yet"]).toContain(state);
    expect(links.length > 0).toBe(state !== "not yet");
    expect(links.filter((path) => !existsSync(join(repository, path)))).toEqual([]);
    expect(state === "partly" && remark === "").toBe(false);
  });

  test("says not yet of exactly those sections whose key is refused or does nothing", async () => {
    const missing = await keysNotYet();
    const expected = sections.filter(([, key]) => key !== undefined && missing.has(key));
    const written = rows.filter(([, state]) => state === "not yet");
    expect(written.map(([section]) => section)).toEqual(expected.map(([section]) => section));
  });
});
