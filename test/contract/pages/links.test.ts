import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { pages, readPage, repository } from "./read-page.ts";

test.each(pages)("%s links to files that exist", async (page) => {
  const links = [...(await readPage(page)).matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)];
  const targets = links.map(([, target = ""]) => target);
  const missing = targets.filter((target) => !existsSync(join(repository, dirname(page), target)));
  expect(missing).toEqual([]);
});
