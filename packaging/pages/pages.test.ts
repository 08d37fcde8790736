import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../controller/cli/commands.ts";
import { renderRoles } from "./render-roles.ts";
import { renderVerbs, renderVerbTable } from "./render-verbs.ts";
import { replacePart } from "./replace-part.ts";

const readPage = (file: string) => readFile(join(import.meta.dirname, "../..", file), "utf8");

// Stale? node packaging/write-pages.ts
test("docs/commands.md has each verb as help has it", async () => {
  const page = await readPage("docs/commands.md");
  expect(page).toBe(replacePart(page, "verbs", await renderVerbs(commands)));
});

// Stale? node packaging/write-pages.ts
test("README.md has all verbs", async () => {
  const page = await readPage("README.md");
  expect(page).toBe(replacePart(page, "verbs", renderVerbTable(commands)));
});

// Stale? node packaging/write-pages.ts
test("docs/security.md has the role table", async () => {
  const page = await readPage("docs/security.md");
  expect(page).toBe(replacePart(page, "roles", renderRoles()));
});

test("a part that a page does not have is an error", () => {
  expect(() => replacePart("# A page\n", "verbs", "")).toThrow("no part");
});
