import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import plugin from "./plugin.ts";

const configuration = join(import.meta.dirname, "../../.oxlintrc.json");

test.each(Object.keys(plugin.rules))("%s is turned on", async (rule) => {
  expect(await readFile(configuration, "utf8")).toContain(`"pharos/${rule}": "error"`);
});

test.each(Object.keys(plugin.rules))("%s has a file and a test of its name", async (rule) => {
  const tested = await readFile(join(import.meta.dirname, `${rule}.test.ts`), "utf8");
  expect(tested).toContain(`from "./${rule}.ts"`);
});
