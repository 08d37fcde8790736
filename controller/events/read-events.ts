import { toPharosError } from "../../shared/errors/internal-errors.ts";
import type { HostFailure } from "../../shared/errors/pharos-error.ts";
import type { AgentConnection } from "../../shared/rpc/connect.ts";
import type { EventRecord, WatchEventsRequest } from "../../shared/rpc/gen/event.ts";
import { fromWireEventRecord } from "../../shared/spec/agent-event-wire.ts";
import type { HostRecord } from "../../shared/spec/agent-event.ts";
import { isAway } from "../cluster/is-away.ts";
import type { OpenedMember } from "../cluster/open-members.ts";
import { readMembers, type ReadPorts } from "../logs/read-members.ts";

export interface ReadEventsPorts extends ReadPorts {
  /** A host that is followed went away; it is waited for until `signal`. */
  readonly onAway: (failure: HostFailure) => void;
}

const RETRY_MS = 1_000;

/** Records of several hosts in the order of time; ends when all have ended, or without an error by `signal`. */
export const readEvents = (
  members: readonly OpenedMember[],
  request: WatchEventsRequest,
  ports: ReadEventsPorts,
): AsyncIterable<HostRecord> => {
  const read = (host: string, connection: AgentConnection): AsyncIterable<HostRecord> =>
    watchHost(host, connection, request, ports);
  return readMembers(members, { follow: request.follow, read }, ports);
};

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
  let isToldAway = false;
  for (;;) {
    try {
      for await (const record of newRecords(events.watchEvents(next, { signal }), told)) {
        isToldAway = false;
        next = { ...request, withinMs: undefined, fromMs: record.atMs, limit: 10_000 };
        yield record;
      }
      // Followed, a stream ends by itself only when the agent stops.
      if (!request.follow || signal.aborted) return;
    } catch (error) {
      if (!request.follow || !isAway(error) || signal.aborted) throw error;
      if (!isToldAway) onAway({ host, error: toPharosError(error) });
      isToldAway = true;
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
