import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { buildFilterRules } from "../../shared/firewall/build-filter-rules.ts";
import { renderTable, renderTableFile } from "../../shared/firewall/render-table.ts";
import { filteredHosts } from "../support/filtered-hosts.ts";

const folder = join(import.meta.dirname, "data", "firewall");
const names = Object.keys(filteredHosts);

/** In a network namespace of its own: the machine's packet filter is not asked. */
const nft = (...words: readonly string[]) =>
  spawnSync("unshare", ["--net", "--", "nft", ...words], { encoding: "utf8" });

/** Within one process nft lists a table before it is there as a whole. */
const LIST = 'nft --file "$0" && nft --stateless list table inet pharos';

const canAskNft = nft("list", "tables").status === 0;

describe("the firewall's rules", () => {
  test.each(names)("of %s are those on file", async (name) => {
    const host = filteredHosts[name];
    const text = host === undefined ? "" : renderTableFile(buildFilterRules(host));
    await expect(text).toMatchFileSnapshot(join(folder, `${name}.nft`));
  });

  test("have no file that nobody renders", () => {
    expect(readdirSync(folder).toSorted()).toEqual(names.map((name) => `${name}.nft`).toSorted());
  });
});

/** None on a machine where nobody may ask nft. */
const asked = canAskNft ? names : [];

test("nft takes the rules", () => {
  const answers = asked.map((name) => {
    const { status, stderr } = nft("--check", "--file", join(folder, `${name}.nft`));
    return { name, status, stderr };
  });
  expect(answers).toEqual(asked.map((name) => ({ name, status: 0, stderr: "" })));
});

test("nft lists the rules as we write them, but for line breaks", () => {
  for (const name of asked) {
    const words = ["--net", "--", "sh", "-c", LIST, join(folder, `${name}.nft`)];
    const { stdout } = spawnSync("unshare", words, { encoding: "utf8" });
    const host = filteredHosts[name];
    const table = host === undefined ? "" : renderTable(buildFilterRules(host));
    expect(stdout.split(/\s+/), name).toEqual(table.split(/\s+/));
  }
});
