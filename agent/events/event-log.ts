import { rename } from "node:fs/promises";
import type { AgentEvent, AgentRecord } from "../../shared/spec/agent-event.ts";
import { appendLine } from "../state/append-line.ts";
import { readOptional } from "../state/read-optional.ts";
import { createSerialQueue } from "../state/serial-queue.ts";

/** What the agent noted outside of runs, in JSON lines; its newest half megabyte at least. */
export interface EventLog {
  /** Resolves once the record is on disk. */
  readonly append: (event: AgentEvent) => Promise<AgentRecord>;
  /** Oldest first. A torn line (power cut) is left out. */
  readonly read: () => Promise<readonly AgentRecord[]>;
}

export interface EventLogOptions {
  /** `/var/lib/pharos/events.jsonl`; the part before is beside it, with `.1` at the end. */
  readonly path: string;
  readonly host: string;
  readonly now: () => Date;
  /** A file that has come to this size becomes the part before. Default: 512 KiB. */
  readonly maxBytes?: number;
}

const DEFAULT_MAX_BYTES = 512 * 1024;

export const openEventLog = ({
  path,
  host,
  now,
  maxBytes = DEFAULT_MAX_BYTES,
}: EventLogOptions): EventLog => {
  const before = `${path}.1`;
  const exclusively = createSerialQueue();
  const read = async () => parseRecords(`${await text(before)}\n${await text(path)}`);
  let last: number | undefined;
  return {
    read: () => exclusively(read),
    append: (event) =>
      exclusively(async () => {
        last ??= (await read()).at(-1)?.sequence ?? 0;
        const record = { host, sequence: last + 1, atMs: now().getTime(), event };
        const size = await appendLine(path, JSON.stringify(record));
        last = record.sequence;
        if (size >= maxBytes) await rename(path, before);
        return record;
      }),
  };
};

const text = async (path: string): Promise<string> => (await readOptional(path)) ?? "";

const parseRecords = (lines: string): readonly AgentRecord[] =>
  lines.split("\n").flatMap(parseLine);

const parseLine = (line: string): readonly AgentRecord[] => {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-return -- written above; a line that a crash tore is dropped
    return line === "" ? [] : [JSON.parse(line)];
  } catch {
    return [];
  }
};
