import { logReadersBusy } from "../../shared/errors/agent-errors.ts";
import type { LogLine, WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import type { StreamProgram } from "../host/real/stream-program.ts";
import { limitRate } from "./limit-rate.ts";
import { readSources, toMatches } from "./log-source.ts";
import { parseJournalEntry } from "./parse-journal-entry.ts";
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

/** Reads the host's journal with journalctl, one process for each caller. */
export const createLogReader = (ports: LogPorts): ReadLogs => {
  let readers = 0;
  return async function* (request, signal) {
    const argv = journalArguments(request, ports.now(), await ports.machineId());
    if (readers >= MAX_READERS) throw logReadersBusy({ host: ports.host, readers });
    readers += 1;
    try {
      const entries = splitLines(ports.streamProgram({ argv, signal }), MAX_ENTRY_CHARACTERS);
      yield* limitRate(toLogLines(entries), {
        bytesPerSecond: MIB,
        burstBytes: 4 * MIB,
        lineBytes: 64,
        sleep: ports.sleep,
        elapsedMs: ports.elapsedMs,
      });
    } finally {
      readers -= 1;
    }
  };
};

/** Nothing of the request gets into a word here but numbers. */
const journalArguments = (
  { sources, withinMs, lines, follow }: WatchLogsRequest,
  now: Date,
  machineId: string | undefined,
): readonly string[] => [
  "journalctl",
  "--no-pager",
  "--quiet",
  "--all",
  "--output=json",
  "--output-fields=MESSAGE,PRIORITY,_SYSTEMD_UNIT,UNIT,_TRANSPORT",
  `--lines=${Math.min(Math.max(0, lines), MAX_LINES)}`,
  ...(withinMs === undefined
    ? []
    : [`--since=@${Math.max(0, Math.floor((now.getTime() - withinMs) / 1000))}`]),
  // `--follow` alone leaves out what was before the last boot; and all, where a container's boot has
  // another id than its kernel's. `--merge` would bring along what other machines have sent here.
  ...(follow ? ["--follow", "--merge"] : []),
  ...toMatches(readSources(sources), follow ? machineId : undefined),
];

async function* toLogLines(entries: AsyncIterable<string>): AsyncGenerator<LogLine> {
  for await (const entry of entries) {
    const line = parseJournalEntry(entry);
    if (line !== undefined) yield line;
  }
}
