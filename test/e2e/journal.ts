import * as z from "zod";
import type { Lab } from "../lab/lab.ts";
import { expect } from "./expectation.ts";

const JOURNALS = "/var/lib/pharos/journal";

export const Change = z.strictObject({
  field: z.string(),
  before: z.string().optional(),
  after: z.string().optional(),
  because: z.string().optional(),
});

/** A line of a host's journal; of events only what the scenarios look at. */
const JournalRecord = z.object({
  run: z.string(),
  host: z.string(),
  sequence: z.int(),
  event: z.object({
    type: z.string(),
    task: z.string().optional(),
    title: z.string().optional(),
    profile: z.string().optional(),
    changes: z.array(Change).optional(),
    error: z.object({ code: z.string(), message: z.string() }).optional(),
    /** Of a stop: by whom, and the last task before it. */
    requestedBy: z.string().optional(),
    after: z.string().optional(),
  }),
});
export type JournalRecord = z.infer<typeof JournalRecord>;

/** All records that a host has written down, oldest run first; none on a host without an agent. */
export async function readJournal(lab: Lab, host: string): Promise<readonly JournalRecord[]> {
  const script = `for file in ${JOURNALS}/*.jsonl; do [ ! -e "$file" ] || cat "$file"; done`;
  const { code, stdout, stderr } = await lab.ssh(host, ["sh", "-c", script]);
  expect(`the journal of ${host} can be read: ${stderr}`, code === 0);
  return stdout
    .split("\n")
    .filter((line) => line.trim() !== "")
    .flatMap((line) => parseLine(line));
}

/** Journals of all hosts, by host. */
export async function readJournals(
  lab: Lab,
): Promise<ReadonlyMap<string, readonly JournalRecord[]>> {
  const hosts = await lab.hosts();
  const journals = hosts.map(async ({ name }) => [name, await readJournal(lab, name)] as const);
  return new Map(await Promise.all(journals));
}

/** What came after an earlier look. */
export function recordsSince(
  before: readonly JournalRecord[],
  after: readonly JournalRecord[],
): readonly JournalRecord[] {
  const known = new Set(before.map(({ run, sequence }) => `${run} ${sequence}`));
  return after.filter(({ run, sequence }) => !known.has(`${run} ${sequence}`));
}

/** Ids of tasks that were begun, in order. */
export function startedTasks(records: readonly JournalRecord[]): readonly string[] {
  return records.flatMap(({ event }) => (event.type === "task-started" ? [event.task ?? ""] : []));
}

/** A torn last line, as a power cut leaves it, is no record. */
function parseLine(line: string): readonly JournalRecord[] {
  try {
    return [JournalRecord.parse(JSON.parse(line))];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
