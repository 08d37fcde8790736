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
import type { LogLine, WatchLogsRequest } from "./log.ts";

const methods = {
  watchLogs: serverStreamMethod(
    "/pharos.v1.LogService/WatchLogs",
    "pharos.v1.WatchLogsRequest",
    "pharos.v1.LogLine",
  ),
} as const;

/** Log lines of what makes up a host of the cluster, from the host's systemd journal. */
export interface LogServiceHandlers {
  /**
   * The newest lines of the past, oldest first, then with `follow` those to come; without it the
   * stream ends. Sent at the pace of the reader and at most 1 MiB a second: who is slower than the
   * journal lags behind, nothing is left out. An agent serves eight of these at once.
   */
  readonly watchLogs: ServerStreamHandler<WatchLogsRequest, LogLine>;
}

/** What a server needs to answer LogService. */
export const logServiceRoutes = (handlers: LogServiceHandlers): readonly Route[] => [
  serverStreamRoute(methods.watchLogs, handlers.watchLogs),
];

/** Log lines of what makes up a host of the cluster, from the host's systemd journal. */
export interface LogServiceClient {
  /**
   * The newest lines of the past, oldest first, then with `follow` those to come; without it the
   * stream ends. Sent at the pace of the reader and at most 1 MiB a second: who is slower than the
   * journal lags behind, nothing is left out. An agent serves eight of these at once.
   */
  readonly watchLogs: ServerStreamCall<WatchLogsRequest, LogLine>;
}

export const logServiceClient = (transport: ClientTransport): LogServiceClient => ({
  watchLogs: (request, options) => transport.serverStream(methods.watchLogs, request, options),
});
