import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import {
  agentUnreachableError,
  callTimedOutError,
  connectionLostError,
} from "../../shared/errors/rpc-errors.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { EventRecord, WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import { fromWireEventRecord } from "../../shared/spec/agent-event-wire.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { mergeByTime } from "../logs/merge-by-time.ts";

export interface ReadEventsPorts {
  readonly signal: AbortSignal;
  readonly sleep: (ms: number) => Promise<void>;
  readonly elapsedMs: () => number;
  /** Told at once, since the others may go on for long. */
  readonly onFailure: (failure: HostFailure) => void;
  /** A host that is followed went away; it is waited for until `signal`. */
  readonly onAway: (failure: HostFailure) => void;
}

/** What a slower host may be behind without its events coming out of order. */
const FOLLOW_WINDOW_MS = 300;
const RETRY_MS = 1_000;

/** Records of several hosts in the order of time; ends when all have ended, or without an error by `signal`. */
export const readEvents = (
  members: readonly OpenedMember[],
  request: WatchEventsRequest,
  ports: ReadEventsPorts,
): AsyncIterable<HostRecord> =>
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
  request: WatchEventsRequest,
  ports: ReadEventsPorts,
): AsyncGenerator<HostRecord> {
  const host = opened.member.name;
  const { signal } = ports;
  try {
    if ("error" in opened) throw opened.error;
    yield* watchHost(host, opened.connection, request, ports);
  } catch (error) {
    if (!signal.aborted) ports.onFailure({ host, error: toPharosError(error) });
  }
}

/** Each record once, over broken connections and restarts of the agent. */
async function* watchHost(
  host: string,
  { events }: Pick<AgentConnection, "events">,
  request: WatchEventsRequest,
  { signal, sleep, elapsedMs, onAway }: ReadEventsPorts,
): AsyncGenerator<HostRecord> {
  const told = new Map<string, number>();
  const startedMs = elapsedMs();
  let next = request;
  let isAway = false;
  for (;;) {
    try {
      for await (const record of newRecords(events.watchEvents(next, { signal }), told)) {
        isAway = false;
        next = { ...request, withinMs: undefined, fromMs: record.atMs, limit: 10_000 };
        yield record;
      }
      // Followed, a stream ends by itself only when the agent stops.
      if (!request.follow || signal.aborted) return;
    } catch (error) {
      if (!request.follow || !isGone(error) || signal.aborted) throw error;
      if (!isAway) onAway({ host, error: toPharosError(error) });
      isAway = true;
    }
    await sleep(RETRY_MS);
    // Nothing has come: what happened since the beginning is what was missed.
    if (next.fromMs === undefined)
      next = { ...request, withinMs: Math.ceil(elapsedMs() - startedMs), limit: 10_000 };
  }
}

/** Those that were not told before: sequences rise within each run, and within what is outside of runs. */
async function* newRecords(
  source: AsyncIterable<EventRecord>,
  told: Map<string, number>,
): AsyncGenerator<HostRecord> {
  for await (const wireRecord of source) {
    const record = fromWireEventRecord(wireRecord);
    if (record === undefined) continue;
    const { run = "", sequence } = record;
    if (sequence <= (told.get(run) ?? 0)) continue;
    told.set(run, sequence);
    yield record;
  }
}

const isGone = (error: unknown): boolean =>
  agentUnreachableError.is(error) || connectionLostError.is(error) || callTimedOutError.is(error);
