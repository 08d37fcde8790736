// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ServerStreamCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod, serverStreamMethod } from "../method.ts";
import {
  type Route,
  type UnaryHandler,
  type ServerStreamHandler,
  unaryRoute,
  serverStreamRoute,
} from "../route.ts";
import type { EventRecord, WatchEventsRequest } from "./event.ts";

const methods = {
  watchEvents: serverStreamMethod(
    "/pharos.v1.EventService/WatchEvents",
    "pharos.v1.WatchEventsRequest",
    "pharos.v1.EventRecord",
  ),
} as const;

/** What happened on this host: the records of its runs, and what the agent noted besides. */
export interface EventServiceHandlers {
  /**
   * The newest records of the past in the order of time, then with `follow` those to come; without it
   * the stream ends. Who reads slower than things happen is cut off with an error and asks again
   * with `from_ms`.
   */
  readonly watchEvents: ServerStreamHandler<WatchEventsRequest, EventRecord>;
}

/** What a server needs to answer EventService. */
export const eventServiceRoutes = (handlers: EventServiceHandlers): readonly Route[] => [
  serverStreamRoute(methods.watchEvents, handlers.watchEvents),
];

/** What happened on this host: the records of its runs, and what the agent noted besides. */
export interface EventServiceClient {
  /**
   * The newest records of the past in the order of time, then with `follow` those to come; without it
   * the stream ends. Who reads slower than things happen is cut off with an error and asks again
   * with `from_ms`.
   */
  readonly watchEvents: ServerStreamCall<WatchEventsRequest, EventRecord>;
}

export const eventServiceClient = (transport: ClientTransport): EventServiceClient => ({
  watchEvents: (request, options) => transport.serverStream(methods.watchEvents, request, options),
});
