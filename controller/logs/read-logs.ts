import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { WatchLogsRequest } from "../../shared/rpc/gen/log.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { type LogEntry, toLogEntry } from "./log-entry.ts";
import { mergeByTime } from "./merge-by-time.ts";

export interface ReadLogsPorts {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
  /** Told at once, since the others may go on for long. */
  readonly onFailure: (failure: HostFailure) => void;
}

/** What a slower host may be behind without its lines coming out of order. */
const FOLLOW_WINDOW_MS = 300;

/** Lines of several hosts in the order of time; ends when all have ended, or without an error by `signal`. */
export const readLogs = (
  members: readonly OpenedMember[],
  request: WatchLogsRequest,
  ports: ReadLogsPorts,
): AsyncIterable<LogEntry> =>
  mergeByTime(
    members.map((opened) => readHost(opened, request, ports)),
    {
      windowMs: request.follow ? FOLLOW_WINDOW_MS : Number.POSITIVE_INFINITY,
      sleep: ports.sleep,
      elapsedMs: ports.elapsedMs,
    },
  );

async function* readHost(
  opened: OpenedMember,
  request: WatchLogsRequest,
  { signal, onFailure }: ReadLogsPorts,
): AsyncGenerator<LogEntry> {
  const host = opened.member.name;
  try {
    if ("error" in opened) throw opened.error;
    for await (const line of opened.connection.logs.watchLogs(request, { signal })) {
      const entry = toLogEntry(host, line);
      if (entry !== undefined) yield entry;
    }
  } catch (error) {
    if (!signal.aborted) onFailure({ host, error: toPharosError(error) });
  }
}
