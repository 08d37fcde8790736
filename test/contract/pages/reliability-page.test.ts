import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { RESULTS_PATH, readFaultResults } from "../../e2e/faults/fault-results.ts";
import { renderOpenRows } from "../../e2e/faults/open-rows.ts";
import { faultRows } from "../../e2e/faults/fault-rows.ts";
import { scenarios } from "../../e2e/scenarios.ts";
import { readPage, repository } from "./read-page.ts";

const PAGE = "docs/reliability.md";
const rowNames = faultRows.map(({ name }) => name);

/** The last cell of each row of the page's tables. */
const readTests = async (): Promise<readonly string[]> =>
  (await readPage(PAGE))
    .split("\n")
    .filter((line) => line.startsWith("| ") && !line.startsWith("| what happens"))
    .map((line) => line.split("|").at(-2)?.trim() ?? "");

/** `row \`a-*\``: its kind and its name; a path has no kind. */
const toReferences = (cell: string) =>
  [...cell.matchAll(/(?:(row|scenario) )?`([^`]+)`/g)].map(([, kind = "path", name = ""]) => ({
    kind,
    name,
  }));

const rowsNamed = (name: string): readonly string[] =>
  rowNames.filter((row) => (name.endsWith("*") ? row.startsWith(name.slice(0, -1)) : row === name));

const isThere = ({ kind, name }: ReturnType<typeof toReferences>[number]): boolean => {
  if (kind === "row") return rowsNamed(name).length > 0;
  if (kind === "scenario") return scenarios.some((scenario) => scenario.name === name);
  return existsSync(join(repository, name));
};

test("each fault names tests that exist, or says that there is none", async () => {
  const cells = await readTests();
  expect(cells.length).toBeGreaterThan(20);
  expect(cells.filter((cell) => toReferences(cell).length === 0 && cell !== "none")).toEqual([]);
  expect(cells.flatMap(toReferences).filter((reference) => !isThere(reference))).toEqual([]);
});

test("each row of the matrix stands in the page", async () => {
  const named = (await readTests())
    .flatMap(toReferences)
    .flatMap(({ kind, name }) => (kind === "row" ? rowsNamed(name) : []));
  expect(rowNames.filter((name) => !named.includes(name))).toEqual([]);
});

test("the results tell of each row, also of those that have not run", async () => {
  expect((await readFaultResults(RESULTS_PATH)).map(({ name }) => name)).toEqual(rowNames);
});

test("the page lists the rows that have not passed", async () => {
  const page = await readPage(PAGE);
  expect(page).toBe(renderOpenRows(page, await readFaultResults(RESULTS_PATH)));
});
