import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import manifest from "../../../package.json" with { type: "json" };
import { createMistakeFinder } from "./find-command-mistakes.ts";
import { pages, readPage, repository, shellLines, tableRows } from "./read-page.ts";

const findMistakes = await createMistakeFinder();

const wordsAfter = (line: string, start: RegExp): readonly string[] | undefined =>
  start.test(line) ? line.replace(start, "").split(/\s+/).filter(Boolean) : undefined;

describe.each(pages)("%s", (page) => {
  test("calls pharosctl as it can be called", async () => {
    const calls = shellLines(await readPage(page)).flatMap((line) => {
      const words = wordsAfter(line, /^(.* )?(pharosctl|node dist\/pharosctl\.cjs)(?= |$)/);
      return words === undefined ? [] : [{ line, mistakes: findMistakes(words) }];
    });
    expect(calls.filter(({ mistakes }) => mistakes.length > 0)).toEqual([]);
  });

  test("tells in its text what can be called", async () => {
    const told = [...(await readPage(page)).matchAll(/`pharosctl (?!VERB)([^`<…]+)`/g)].map(
      ([, words = ""]) => words,
    );
    expect(told.filter((words) => findMistakes(words.split(/\s+/)).length > 0)).toEqual([]);
  });

  test("calls npm scripts that exist", async () => {
    const scripts = shellLines(await readPage(page)).flatMap((line) =>
      [...line.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, script = ""]) => script),
    );
    expect(scripts.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });
});

test("pages call verbs of the lab that exist", async () => {
  const main = join(repository, "test/lab/main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [main, "--help"]);
  const verbs = new Set([...stdout.matchAll(/^ {2}([a-z-]+)/gm)].map(([, verb]) => verb));
  const texts = await Promise.all(pages.map(readPage));
  const called = texts.flatMap(shellLines).flatMap((line) => {
    const [verb] = wordsAfter(line, /^npm run (--silent )?lab -- (--name \S+ )?/) ?? [];
    return verb === undefined || verb.startsWith("-") ? [] : [verb];
  });
  expect(called.length).toBeGreaterThan(4);
  expect(called.filter((verb) => !verbs.has(verb))).toEqual([]);
});

test("the README and the page on commands have the same exit codes", async () => {
  const codesOf = (text: string, heading: string) =>
    tableRows(text, heading).flatMap(([cell = ""]) => (/^\d+$/.test(cell) ? [cell] : []));
  const page = await readPage("docs/commands.md");
  const codes = codesOf(await readPage("README.md"), "## Commands");
  expect(codes).toEqual(["0", "1", "2", "11", "70", "130"]);
  expect(codesOf(page, "## What all verbs have in common")).toEqual(codes);
});
