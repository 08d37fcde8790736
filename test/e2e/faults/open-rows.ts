import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../../lab/write-atomic.ts";
import type { FaultResult } from "./fault-results.ts";

/** Where people read which rows have not passed. */
export const RELIABILITY_PATH = join(import.meta.dirname, "../../..", "docs", "reliability.md");

const [BEGIN, END] = ["<!-- open rows -->", "<!-- end of open rows -->"];

/** Between its marks the page lists what has not passed; the rest of it is people's. */
export function renderOpenRows(page: string, rows: readonly FaultResult[]): string {
  const open = rows.flatMap(({ name, result, at }) =>
    result === "passed" ? [] : [`- \`${name}\`: ${at === undefined ? result : `${result}, ${at}`}`],
  );
  const list = open.length === 0 ? ["None."] : open;
  const [before = "", rest = ""] = page.split(BEGIN);
  return `${before}${BEGIN}\n\n${list.join("\n")}\n\n${END}${rest.split(END)[1] ?? ""}`;
}

export async function writeOpenRows(path: string, rows: readonly FaultResult[]): Promise<void> {
  await writeAtomic(path, renderOpenRows(await readFile(path, "utf8"), rows));
}
