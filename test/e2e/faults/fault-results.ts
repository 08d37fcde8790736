import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { writeAtomic } from "../../lab/write-atomic.ts";
import type { ScenarioOutcome } from "../run-scenarios.ts";

const FaultResult = z.strictObject({
  name: z.string(),
  /** When it ran last; absent: never, or its code has changed so much that this says nothing. */
  at: z.string().optional(),
  result: z.enum(["passed", "failed", "not run"]),
  tookSeconds: z.int().optional(),
  /** What was seen, and of a failure its first lines. */
  notes: z.string().optional(),
});
/** What a row of the matrix has shown when it ran last. */
export type FaultResult = z.infer<typeof FaultResult>;

/** Committed: what has been seen, and when. */
export const RESULTS_PATH = join(
  import.meta.dirname,
  "../../..",
  "docs",
  "reliability-results.json",
);

const FaultResults = z.strictObject({ rows: z.array(FaultResult) });

/** A missing file has no results. */
export async function readFaultResults(path: string): Promise<readonly FaultResult[]> {
  const text = await readFile(path, "utf8").catch(() => '{"rows":[]}');
  return FaultResults.parse(JSON.parse(text)).rows;
}

/** Writes down what a row has shown, if one has, beside what is known of the others; all `names` are in it, in their order. */
export async function keepFaultResults(
  path: string,
  names: readonly string[],
  fresh?: FaultResult,
): Promise<void> {
  const rows = mergeFaultResults(await readFaultResults(path), names, fresh);
  await writeAtomic(path, `${JSON.stringify({ rows }, undefined, 2)}\n`);
}

/** Rows that are no more go; new ones have not run. */
export function mergeFaultResults(
  before: readonly FaultResult[],
  names: readonly string[],
  fresh?: FaultResult,
): readonly FaultResult[] {
  const known = new Map([...before, ...(fresh ? [fresh] : [])].map((row) => [row.name, row]));
  return names.map((name) => known.get(name) ?? { name, result: "not run" });
}

/** What is left on hosts stands below the line that says that something is. */
const REASON_LINES = 4;
const LINE_LENGTH = 200;

export function toFaultResult(
  { name, failure, notes, tookMs }: ScenarioOutcome,
  now: Date,
): FaultResult {
  const lines = failure?.split("\n").slice(0, REASON_LINES) ?? [];
  const reason = lines.map((line) => line.trim().slice(0, LINE_LENGTH)).join(" ");
  return {
    name,
    at: `${now.toISOString().slice(0, 16)}Z`,
    result: failure === undefined ? "passed" : "failed",
    tookSeconds: Math.round(tookMs / 1000),
    notes: [...notes, ...(reason === "" ? [] : [reason])].join(", "),
  };
}
