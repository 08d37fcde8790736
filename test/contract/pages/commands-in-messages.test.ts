import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createMistakeFinder } from "./find-command-mistakes.ts";
import { repository } from "./read-page.ts";

/** Where a text has something that only a run knows. */
const HOLE = "…";

/** What a text tells to run: between backticks, which a template has to escape. */
const commandsOf = (source: string): readonly string[] =>
  [...source.matchAll(/`pharosctl ([^`\n]*?)\\?`/g)].map(([, words = ""]) =>
    words.replaceAll(/\$\{[^}]*\}/g, ` ${HOLE} `).trim(),
  );

test("what errors, hints and help tell to run can be run", async () => {
  const files = globSync("{shared,agent,controller}/**/*.ts", { cwd: repository }).filter(
    (path) => !path.endsWith(".test.ts") && !path.includes("/gen/"),
  );
  const findMistakes = await createMistakeFinder();
  const told = await Promise.all(
    files.map(async (path) =>
      commandsOf(await readFile(join(repository, path), "utf8")).map((command) => ({
        path,
        command,
      })),
    ),
  );
  const found = told.flat().filter(({ command }) => !/^[<…]/.test(command));
  expect(found.length).toBeGreaterThan(80);
  const wrong = found.filter(({ command }) => findMistakes(command.split(/\s+/)).length > 0);
  expect(wrong).toEqual([]);
});
