import { logReadersBusy } from "../../shared/errors/agent-errors.ts";
import type { LogLine, WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import type { StreamProgram } from "../host/real/stream-program.ts";
import { limitRate } from "./limit-rate.ts";
import { readSources, toMatches } from "./log-source.ts";
import { type JournalLine, parseJournalEntry } from "./parse-journal-entry.ts";
import { splitLines } from "./split-lines.ts";

/** Lines for one caller, until they end or `signal` aborts. Errors: LOG_READERS_BUSY, PROGRAM_FAILED, MESSAGE_INVALID. */
export type ReadLogs = (request: WatchLogsRequest, signal: AbortSignal) => AsyncIterable<LogLine>;

export interface LogPorts {
  readonly host: string;
  readonly streamProgram: StreamProgram;
  /** As /etc/machine-id has it; absent: there is none. */
  readonly machineId: () => Promise<string | undefined>;
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
}

const MAX_READERS = 8;
const MAX_LINES = 10_000;
const MAX_ENTRY_CHARACTERS = 256 * 1024;
const MIB = 1024 * 1024;
/** How long lines are gathered: of a quiet log, and at most. Callers who merge hosts wait for the slowest. */
const GATHER_MS = { quiet: 200, busy: 500 } as const;
/** So much coming at once, some twenty lines, is a busy log. */
const BUSY_BYTES = 10_000;

/** Reads the host's journal with journalctl, one process for each caller. */
export const createLogReader = (ports: LogPorts): ReadLogs => {
  let readers = 0;
  return async function* (request, signal) {
    const argv = journalArguments(request, await ports.machineId());
    const { withinMs } = request;
    const sinceMs = withinMs === undefined ? 0 : ports.now().getTime() - withinMs;
    if (readers >= MAX_READERS) throw logReadersBusy({ host: ports.host, readers });
    readers += 1;
    try {
      const output = ports.streamProgram({ argv, signal });
      const chunks = request.follow ? gather(output, ports.sleep) : output;
      const batches = limitRate(toJournalLines(splitLines(chunks, MAX_ENTRY_CHARACTERS), sinceMs), {
        bytesPerSecond: MIB,
        burstBytes: 4 * MIB,
        lineBytes: 64,
        sleep: ports.sleep,
        elapsedMs: ports.elapsedMs,
      });
      for await (const batch of batches) yield* toMessages(batch, request.batches);
    } finally {
      readers -= 1;
    }
  };
};

/** Nothing of the request gets into a word here but numbers. */
const journalArguments = (
  { sources, lines, follow }: WatchLogsRequest,
  machineId: string | undefined,
): readonly string[] => [
  "journalctl",
  "--no-pager",
  "--quiet",
  "--all",
  "--output=json",
  "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,UNIT,_TRANSPORT",
  // With `--since` it would give the oldest of that time instead of the newest, or all when it follows.
  `--lines=${Math.min(Math.max(0, lines), MAX_LINES)}`,
  // `--follow` alone leaves out what was before the last boot; and all, where a container's boot has
  // another id than its kernel's. `--merge` would bring along what other machines have sent here.
  ...(follow ? ["--follow", "--merge"] : []),
  ...toMatches(readSources(sources), follow ? machineId : undefined),
];

/**
 * Each line of a journal that is followed comes by itself. What comes in a moment is taken up
 * together: a hundred lines a second, one by one, are a hundred times the work of a message.
 */
async function* gather(
  chunks: AsyncIterable<Uint8Array>,
  sleep: LogPorts["sleep"],
): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    await sleep(chunk.length < BUSY_BYTES ? GATHER_MS.quiet : GATHER_MS.busy);
  }
}

/** Lines from the first one on that is not older than `sinceMs`: a clock may be set back later. */
async function* toJournalLines(
  batches: AsyncIterable<readonly string[]>,
  sinceMs: number,
): AsyncGenerator<readonly JournalLine[]> {
  let isRecent = false;
  for await (const entries of batches) {
    const lines = entries
      .flatMap((entry) => parseJournalEntry(entry) ?? [])
      .filter(({ atMs }) => (isRecent ||= atMs >= sinceMs));
    if (lines.length > 0) yield lines;
  }
}

const toMessages = (batch: readonly JournalLine[], areBatches: boolean): readonly LogLine[] => {
  const lines = batch.map((line) => ({ ...line, more: [] }));
  const [first, ...more] = lines;
  return areBatches && first !== undefined ? [{ ...first, more }] : lines;
};
