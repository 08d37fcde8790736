import { open, mkdir, readFile, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { RunEvent, RunRecord } from "../../shared/spec/run.ts";
import type { History } from "./history.ts";
import { openHistoryStore, type RunFiles } from "./history-store.ts";
import { isRunRecord } from "./is-run-record.ts";

/** One run's records on this host, in a file of JSON lines that only grows. */
export interface JournalWriter {
  /** Resolves once the record is on disk (fsync); gives it its sequence number, from 1, without gaps. */
  readonly append: (event: RunEvent) => Promise<RunRecord>;
  readonly close: () => Promise<void>;
}

export interface Journal {
  readonly openRun: (run: string) => Promise<JournalWriter>;
  /** Ids of runs, oldest first (ids sort by time). */
  readonly runs: () => Promise<readonly string[]>;
  /** `[]` for a run that is not there. A torn last line (power cut) is left out. */
  readonly read: (run: string) => Promise<readonly RunRecord[]>;
  /** What all runs on this host prove, those whose records are not kept any more included. */
  readonly history: () => Promise<History>;
  /** Drops the records of all but the newest runs and `current`; their history stays. */
  readonly prune: (current: string) => Promise<void>;
}

export interface JournalOptions {
  /** `/var/lib/pharos/journal`, made with 0700 if missing. */
  readonly folder: string;
  readonly host: string;
  readonly now: () => Date;
}

const RUN_ID = /^[0-9A-Za-z-]{1,64}$/;

const KEPT_RUNS = 20;

/** The journal in a folder, one file `<run>.jsonl` per run, 0600, and `history.json`. */
export const openJournal = ({ folder, host, now }: JournalOptions): Journal => {
  const files = openRunFiles(folder);
  const history = openHistoryStore({ folder, files, keptRuns: KEPT_RUNS });
  return {
    read: files.read,
    runs: files.runs,
    history: history.read,
    prune: history.prune,
    openRun: async (run) => {
      if (!RUN_ID.test(run)) throw new RangeError(`not a run id: ${run}`);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, `${run}.jsonl`);
      const text = await readText(path);
      const handle = await open(path, "a", 0o600);
      // A torn last line would swallow the next record: close it off first.
      if (text !== "" && !text.endsWith("\n")) await handle.appendFile("\n");
      // A write that failed (disk full) may have left a piece of its line.
      let isTorn = false;
      let sequence = parseRecords(text).at(-1)?.sequence ?? 0;
      return {
        append: async (event) => {
          const record: RunRecord = {
            run,
            host,
            sequence: sequence + 1,
            atMs: now().getTime(),
            event,
          };
          const line = `${JSON.stringify(record)}\n`;
          const isAfterTorn = isTorn;
          isTorn = true;
          await handle.appendFile(isAfterTorn ? `\n${line}` : line);
          isTorn = false;
          sequence = record.sequence;
          await handle.datasync();
          return record;
        },
        close: () => handle.close(),
      };
    },
  };
};

const openRunFiles = (folder: string): RunFiles => ({
  read: async (run) =>
    RUN_ID.test(run) ? parseRecords(await readText(join(folder, `${run}.jsonl`))) : [],
  size: async (run) => (await stat(join(folder, `${run}.jsonl`)).catch(() => undefined))?.size ?? 0,
  remove: async (run) => {
    if (RUN_ID.test(run)) await rm(join(folder, `${run}.jsonl`), { force: true });
  },
  runs: async () => {
    const names = await readdir(folder).catch(() => []);
    return names
      .filter((name) => name.endsWith(".jsonl"))
      .map((name) => name.slice(0, -".jsonl".length))
      .toSorted();
  },
});

const readText = async (path: string): Promise<string> => {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
};

const parseRecords = (text: string): readonly RunRecord[] => text.split("\n").flatMap(parseLine);

/** A line that a crash tore is dropped. */
const parseLine = (line: string): readonly RunRecord[] => {
  if (line === "") return [];
  try {
    const record: unknown = JSON.parse(line);
    return isRunRecord(record) ? [record] : [];
  } catch {
    return [];
  }
};
