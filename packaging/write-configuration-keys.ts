import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceKeyTable } from "../controller/config/key-table.ts";

/** Writes the table of keys in docs/configuration.md anew, from the schema. */
const page = join(import.meta.dirname, "../docs/configuration.md");
await writeFile(page, replaceKeyTable(await readFile(page, "utf8")));
