import type { AgentEvent } from "../../shared/spec/agent-event.ts";
import type { Journal } from "../engine/journal.ts";
import { openEventLog } from "./event-log.ts";
import { type ThisStart, startEvent } from "./note-start.ts";
import { RecordFeed } from "./record-feed.ts";
import { createEventWatcher, type WatchEvents } from "./watch-events.ts";

/** What the agent tells of what happens on its host. */
export interface HostEvents {
  readonly feed: RecordFeed;
  /** Never throws: a full disk must not stop what the note is about. */
  readonly note: (event: AgentEvent) => Promise<void>;
  readonly noteStart: (start: ThisStart) => Promise<void>;
  readonly watcher: (journal: Journal) => WatchEvents;
}

export interface HostEventsOptions {
  readonly path: string;
  readonly host: string;
  readonly now: () => Date;
  /** Gets what could not be noted. */
  readonly warn: (error: unknown) => void;
}

export const openHostEvents = ({ warn, ...options }: HostEventsOptions): HostEvents => {
  const log = openEventLog(options);
  const feed = new RecordFeed(options.host);
  const note = async (event: AgentEvent): Promise<void> => {
    try {
      feed.publish(await log.append(event));
    } catch (error) {
      warn(error);
    }
  };
  return {
    feed,
    note,
    noteStart: async (start) => note(startEvent(await log.read().catch(() => []), start)),
    watcher: (journal) => createEventWatcher({ ...options, journal, log, feed }),
  };
};
