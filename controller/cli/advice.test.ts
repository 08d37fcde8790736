import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { commands } from "./commands.ts";

const repository = join(import.meta.dirname, "../..");
const verbs = new Set(
  ["help"].concat(
    commands.flatMap(({ name, aliases = [] }) => [name.split(" ")[0] ?? "", ...aliases]),
  ),
);

test("hints, notices and pages advise no command that does not exist", async () => {
  const files = globSync(["{agent,controller,shared}/**/*.ts", "docs/*.md", "examples/*"], {
    cwd: repository,
    exclude: (path) => path.endsWith(".test.ts"),
  });
  const texts = await Promise.all(files.map((file) => readFile(join(repository, file), "utf8")));
  const advised = texts.flatMap((text, index) =>
    [...text.matchAll(/`pharosctl ([a-z][a-z-]*)/g)].map(([, verb = ""]) => ({
      file: files[index],
      verb,
    })),
  );
  expect(advised.length).toBeGreaterThan(10);
  expect(advised.filter(({ verb }) => !verbs.has(verb))).toEqual([]);
});
