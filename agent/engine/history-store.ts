import { join } from "node:path";
import * as z from "zod/mini";
import { stateUnreadable } from "../../shared/errors/agent-errors.ts";
import type { RunRecord } from "../../shared/spec/run.ts";
import { readOptional } from "../state/read-optional.ts";
import { createSerialQueue } from "../state/serial-queue.ts";
import { writeAtomic } from "../state/write-atomic.ts";
import { isDriftRunId } from "./drift-run-id.ts";
import { extendHistory, type History } from "./history.ts";

/** What this host's runs prove, kept for good, although the journal keeps the newest of them only. */
export interface HistoryStore {
  readonly read: () => Promise<History>;
  /** Takes the records of all but the newest runs, and `current`, into the history and drops them. */
  readonly prune: (current: string) => Promise<void>;
}

/** The records of runs, one file each. */
export interface RunFiles {
  /** Oldest first. */
  readonly runs: () => Promise<readonly string[]>;
  readonly read: (run: string) => Promise<readonly RunRecord[]>;
  /** Bytes; records are only ever added. */
  readonly size: (run: string) => Promise<number>;
  readonly remove: (run: string) => Promise<void>;
}

export interface HistoryStoreOptions {
  /** The journal's own folder: the history lies beside its runs. */
  readonly folder: string;
  readonly files: RunFiles;
  /** How many runs keep their records, of controllers and of drift each. */
  readonly keptRuns: number;
}

const Stored = z.strictObject({
  tasks: z.record(z.string(), z.enum(["began", "completed"])),
  packages: z.array(z.string()),
  /** Runs whose records are in here and whose files a kill may have left: they are not counted again. */
  taken: z.array(z.string()),
});
type Stored = z.infer<typeof Stored>;

const FILE = "history.json";

export const openHistoryStore = (options: HistoryStoreOptions): HistoryStore => {
  const { files, keptRuns } = options;
  const path = join(options.folder, FILE);
  const oldest = (runs: readonly string[]): readonly string[] => runs.slice(0, -keptRuns);
  // A reader must not meet a run that is neither in the history nor in the journal.
  const exclusively = createSerialQueue();
  // Every plan asks, and runs of a large cluster's hosts are megabytes of records.
  let last: { readonly of: string; readonly history: History } | undefined;
  return {
    read: () =>
      exclusively(async () => {
        const stored = await load(path);
        const runs = (await files.runs()).filter((run) => !stored.taken.includes(run));
        const sizes = await Promise.all(runs.map((run) => files.size(run)));
        const of = JSON.stringify([stored, runs, sizes]);
        if (last?.of !== of) last = { of, history: await extend(stored, runs, files) };
        return last.history;
      }),
    prune: (current) =>
      exclusively(async () => {
        const stored = await load(path);
        const runs = (await files.runs()).filter((run) => !stored.taken.includes(run));
        const old = [...oldest(runs.filter(isDriftRunId)), ...oldest(runs.filter(isAsked))]
          .filter((run) => run !== current)
          .toSorted();
        if (old.length + stored.taken.length === 0) return;
        const { tasks, packages } = await extend(stored, old, files);
        const next = { tasks, packages: [...packages] };
        const taken = [...stored.taken, ...old];
        await save(path, { ...next, taken });
        for (const run of taken) await files.remove(run);
        await save(path, { ...next, taken: [] });
      }),
  };
};

/** What agents do by themselves must not push out what people did. */
const isAsked = (run: string): boolean => !isDriftRunId(run);

const save = (path: string, stored: Stored): Promise<void> =>
  writeAtomic(path, JSON.stringify(stored));

const extend = async (
  history: History,
  runs: readonly string[],
  files: RunFiles,
): Promise<History> => {
  const records = await Promise.all(runs.map((run) => files.read(run)));
  return extendHistory(history, records.flat());
};

const load = async (path: string): Promise<Stored> => {
  const text = await readOptional(path);
  if (text === undefined) return { tasks: {}, packages: [], taken: [] };
  try {
    return Stored.parse(JSON.parse(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw stateUnreadable({ path, reason }, { cause });
  }
};
