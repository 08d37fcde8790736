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
import type {
  GetRunRequest,
  GetRunResponse,
  ListRunsRequest,
  ListRunsResponse,
  RunRecord,
  StopRunRequest,
  StopRunResponse,
  WatchRunRequest,
} from "./run.ts";

const methods = {
  listRuns: unaryMethod(
    "/pharos.v1.RunService/ListRuns",
    "pharos.v1.ListRunsRequest",
    "pharos.v1.ListRunsResponse",
  ),
  getRun: unaryMethod(
    "/pharos.v1.RunService/GetRun",
    "pharos.v1.GetRunRequest",
    "pharos.v1.GetRunResponse",
  ),
  watchRun: serverStreamMethod(
    "/pharos.v1.RunService/WatchRun",
    "pharos.v1.WatchRunRequest",
    "pharos.v1.RunRecord",
  ),
  stopRun: unaryMethod(
    "/pharos.v1.RunService/StopRun",
    "pharos.v1.StopRunRequest",
    "pharos.v1.StopRunResponse",
  ),
} as const;

/** Runs on this host: an agent's applies, with their records. The last 20 are kept. */
export interface RunServiceHandlers {
  /** Newest first. */
  readonly listRuns: UnaryHandler<ListRunsRequest, ListRunsResponse>;
  /** A run with its records so far. Unknown: an error. */
  readonly getRun: UnaryHandler<GetRunRequest, GetRunResponse>;
  /**
   * The run's records after a place, then those to come, and the end of the stream after
   * `run_finished`. Use it to attach again: records have no gaps and are never told twice.
   */
  readonly watchRun: ServerStreamHandler<WatchRunRequest, RunRecord>;
  /**
   * Asks a run to stop before its next task; the task in progress is finished. Carries no fencing
   * number, because it is the way out for who lost the lock.
   */
  readonly stopRun: UnaryHandler<StopRunRequest, StopRunResponse>;
}

/** What a server needs to answer RunService. */
export const runServiceRoutes = (handlers: RunServiceHandlers): readonly Route[] => [
  unaryRoute(methods.listRuns, handlers.listRuns),
  unaryRoute(methods.getRun, handlers.getRun),
  serverStreamRoute(methods.watchRun, handlers.watchRun),
  unaryRoute(methods.stopRun, handlers.stopRun),
];

/** Runs on this host: an agent's applies, with their records. The last 20 are kept. */
export interface RunServiceClient {
  /** Newest first. */
  readonly listRuns: UnaryCall<ListRunsRequest, ListRunsResponse>;
  /** A run with its records so far. Unknown: an error. */
  readonly getRun: UnaryCall<GetRunRequest, GetRunResponse>;
  /**
   * The run's records after a place, then those to come, and the end of the stream after
   * `run_finished`. Use it to attach again: records have no gaps and are never told twice.
   */
  readonly watchRun: ServerStreamCall<WatchRunRequest, RunRecord>;
  /**
   * Asks a run to stop before its next task; the task in progress is finished. Carries no fencing
   * number, because it is the way out for who lost the lock.
   */
  readonly stopRun: UnaryCall<StopRunRequest, StopRunResponse>;
}

export const runServiceClient = (transport: ClientTransport): RunServiceClient => ({
  listRuns: (request, options) => transport.unary(methods.listRuns, request, options),
  getRun: (request, options) => transport.unary(methods.getRun, request, options),
  watchRun: (request, options) => transport.serverStream(methods.watchRun, request, options),
  stopRun: (request, options) => transport.unary(methods.stopRun, request, options),
});
