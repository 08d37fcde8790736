import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "../../controller/cli/commands.ts";
import { outputEventJsonSchema } from "../../controller/events/output-event.ts";
import { renderEvents } from "./render-events.ts";
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

// Stale? node packaging/write-pages.ts
test("docs/events.md and the published schema have all types of events", async () => {
  const page = await readPage("docs/events.md");
  expect(page).toBe(replacePart(page, "events", renderEvents()));
  expect(JSON.parse(await readPage("docs/events.schema.json"))).toEqual(
    JSON.parse(JSON.stringify(outputEventJsonSchema())),
  );
});

test("a part that a page does not have is an error", () => {
  expect(() => replacePart("# A page\n", "verbs", "")).toThrow("no part");
});
