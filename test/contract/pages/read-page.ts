import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const repository = join(import.meta.dirname, "../../..");

/** Pages for users and contributors, relative to the repository. */
export const pages: readonly string[] = [
  "README.md",
  ...globSync("docs/*.md", { cwd: repository }),
  ...globSync("docs/decisions/*.md", { cwd: repository }),
];

export const readPage = async (page: string): Promise<string> =>
  await readFile(join(repository, page), "utf8");

/** Lines of all shell blocks of a page, without comments. */
export const shellLines = (text: string): readonly string[] =>
  [...text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)].flatMap(([, block = ""]) =>
    block
      .split("\n")
      .map((line) => line.replace(/\s+#.*$/, "").trim())
      .filter((line) => line !== ""),
  );

/** Cells of the rows of all tables below a heading, up to the next heading; without the head of a table. */
export const tableRows = (text: string, heading: string): readonly (readonly string[])[] => {
  const [, section = ""] = text.split(`${heading}\n`);
  const lines = (section.split(/^#/m)[0] ?? "").split("\n");
  return lines
    .filter((line, index) => line.startsWith("|") && !isHead(lines, index))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );
};

const isHead = (lines: readonly string[], index: number): boolean =>
  [lines[index], lines[index + 1]].some((line) => line?.startsWith("|---") ?? false);
