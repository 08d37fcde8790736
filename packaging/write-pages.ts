import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commands } from "../controller/cli/commands.ts";
import { outputEventJsonSchema } from "../controller/events/output-event.ts";
import { renderEvents } from "./pages/render-events.ts";
import { renderRoles } from "./pages/render-roles.ts";
import { renderVerbs, renderVerbTable } from "./pages/render-verbs.ts";
import { replacePart } from "./pages/replace-part.ts";

/** Writes the parts of README.md and docs/ anew that follow from the code. */
const write = async (file: string, part: string, text: string): Promise<void> => {
  const page = join(import.meta.dirname, "..", file);
  await writeFile(page, replacePart(await readFile(page, "utf8"), part, text));
};

await write("README.md", "verbs", renderVerbTable(commands));
await write("docs/commands.md", "verbs", await renderVerbs(commands));
await write("docs/events.md", "events", renderEvents());
await writeFile(
  join(import.meta.dirname, "../docs/events.schema.json"),
  `${JSON.stringify(outputEventJsonSchema(), undefined, 2)}\n`,
);
await write("docs/security.md", "roles", renderRoles());
