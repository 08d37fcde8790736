import { eventReadersBusy } from "../../shared/errors/agent-errors.ts";
import type { WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import type { Journal } from "../engine/journal.ts";
import type { EventLog } from "./event-log.ts";
import type { RecordFeed } from "./record-feed.ts";

/** Records for one caller, until they end or `signal` aborts. Errors: EVENT_READERS_BUSY, EVENTS_LAGGED. */
export type WatchEvents = (
  request: WatchEventsRequest,
  signal: AbortSignal,
) => AsyncIterable<HostRecord>;

export interface EventPorts {
  readonly host: string;
  readonly journal: Pick<Journal, "runs" | "read">;
  readonly log: Pick<EventLog, "read">;
  readonly feed: RecordFeed;
  readonly now: () => Date;
}

const MAX_READERS = 8;
const MAX_PAST = 10_000;

/** What happened on this host and what happens: runs and the agent's own notes in one order. */
export const createEventWatcher = (ports: EventPorts): WatchEvents => {
  let readers = 0;
  return async function* (request, signal) {
    if (readers >= MAX_READERS) throw eventReadersBusy({ host: ports.host, readers });
    readers += 1;
    const ended = new AbortController();
    try {
      // Listening begins before the disk is read: what comes meanwhile is told once, after it.
      const live = request.follow
        ? ports.feed.watch(AbortSignal.any([signal, ended.signal]))
        : undefined;
      const told = new Map<string, number>();
      const past = await readPast(ports);
      for (const { run = "", sequence } of past)
        told.set(run, Math.max(sequence, told.get(run) ?? 0));
      yield* choosePast(past, request, ports.now());
      if (live === undefined) return;
      for await (const record of live) {
        if (record.sequence > (told.get(record.run ?? "") ?? 0)) yield record;
      }
    } finally {
      ended.abort();
      readers -= 1;
    }
  };
};

/** All that is on disk, in the order of time; within a run, and within the notes, in their own. */
const readPast = async ({ journal, log }: EventPorts): Promise<readonly HostRecord[]> => {
  const runs = await journal.runs();
  const records: HostRecord[] = [...(await log.read())];
  for (const run of runs) records.push(...(await journal.read(run)));
  return records.toSorted((a, b) => a.atMs - b.atMs);
};

const choosePast = (
  past: readonly HostRecord[],
  { withinMs, fromMs, limit }: WatchEventsRequest,
  now: Date,
): readonly HostRecord[] => {
  const sinceMs = Math.max(
    fromMs ?? Number.NEGATIVE_INFINITY,
    withinMs === undefined ? Number.NEGATIVE_INFINITY : now.getTime() - withinMs,
  );
  const count = Math.min(Math.max(0, limit), MAX_PAST);
  return count === 0 ? [] : past.filter(({ atMs }) => atMs >= sinceMs).slice(-count);
};
