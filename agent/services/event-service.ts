import type { EventServiceHandlers } from "../../shared/rpc/gen/event-service.ts";
import { toWireEventRecord } from "../../shared/spec/agent-event-wire.ts";
import type { Agent } from "../agent.ts";

/** What happened on this host, in runs and outside of them. */
export const eventService = ({ watchEvents }: Agent): EventServiceHandlers => ({
  watchEvents: async function* (request, { signal }) {
    for await (const record of watchEvents(request, signal)) yield toWireEventRecord(record);
  },
});
