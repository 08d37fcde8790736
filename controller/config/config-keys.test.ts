import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { knownKeysAt, listConfigKeys } from "./config-keys.ts";
import { notYetSupported } from "./config-support.ts";
import { fileKeys } from "./file-keys.ts";
import { replaceKeyTable } from "./key-table.ts";

const keys = listConfigKeys();
const patterns = keys.map(({ pattern }) => pattern);

describe("the schema", () => {
  test("describes every key", () => {
    expect(
      keys.filter(({ description }) => description === "").map(({ pattern }) => pattern),
    ).toEqual([]);
  });

  test("knows each key once", () => {
    expect(patterns.filter((pattern, index) => patterns.indexOf(pattern) !== index)).toEqual([]);
  });

  test("knows names at every depth, also below lists and free names", () => {
    expect(knownKeysAt(["hosts", 0, "bastion"])).toContain("ssh_key_path");
    expect(knownKeysAt(["image_mirror", "registry.k8s.io"])).toEqual([
      "endpoint",
      "ca",
      "credentials",
    ]);
    expect(knownKeysAt(["hosts", 0, "labels"])).toEqual([]);
  });

  test("names files exactly where the list of file keys does", () => {
    const named = keys.filter(({ isPath }) => isPath).map(({ pattern }) => pattern);
    const listed = fileKeys.map(({ pattern }) => pattern.replace(/\[\]$/, ""));
    expect(named.toSorted()).toEqual(listed.toSorted());
  });

  test("knows every key that is not supported yet", () => {
    const known = new Set([...patterns, "addons.*"]);
    expect(notYetSupported.filter(({ pattern }) => !known.has(pattern))).toEqual([]);
  });
});

describe("docs/configuration.md", () => {
  const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");

  test("has exactly the schema's keys in its table (`node packaging/write-configuration-keys.ts` writes it)", () => {
    expect(page).toContain("<!-- keys -->\n");
    expect(page).toBe(replaceKeyTable(page));
  });
});
