// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  GetFactsRequest,
  GetFactsResponse,
  GetHealthRequest,
  GetHealthResponse,
  ProbeServersRequest,
  ProbeServersResponse,
  RemoveAgentRequest,
  RemoveAgentResponse,
} from "./host.ts";

const methods = {
  getHealth: unaryMethod(
    "/pharos.v1.HostService/GetHealth",
    "pharos.v1.GetHealthRequest",
    "pharos.v1.GetHealthResponse",
  ),
  getFacts: unaryMethod(
    "/pharos.v1.HostService/GetFacts",
    "pharos.v1.GetFactsRequest",
    "pharos.v1.GetFactsResponse",
  ),
  probeServers: unaryMethod(
    "/pharos.v1.HostService/ProbeServers",
    "pharos.v1.ProbeServersRequest",
    "pharos.v1.ProbeServersResponse",
  ),
  removeAgent: unaryMethod(
    "/pharos.v1.HostService/RemoveAgent",
    "pharos.v1.RemoveAgentRequest",
    "pharos.v1.RemoveAgentResponse",
  ),
} as const;

/** The host and the agent on it. */
export interface HostServiceHandlers {
  /** Answers at once, also while a run is in progress. */
  readonly getHealth: UnaryHandler<GetHealthRequest, GetHealthResponse>;
  /** Reads the host anew; takes up to some seconds on a busy host. */
  readonly getFacts: UnaryHandler<GetFactsRequest, GetFactsResponse>;
  /**
   * Looks from here at servers outside of the cluster that it is to use. Changes nothing; ends within
   * half a minute.
   */
  readonly probeServers: UnaryHandler<ProbeServersRequest, ProbeServersResponse>;
  /**
   * Schedules the removal of the agent, its identity and its runtime, and answers. All that the agent
   * installed must be gone before (a spec with ENSURE_ABSENT), else an error.
   */
  readonly removeAgent: UnaryHandler<RemoveAgentRequest, RemoveAgentResponse>;
}

/** What a server needs to answer HostService. */
export const hostServiceRoutes = (handlers: HostServiceHandlers): readonly Route[] => [
  unaryRoute(methods.getHealth, handlers.getHealth),
  unaryRoute(methods.getFacts, handlers.getFacts),
  unaryRoute(methods.probeServers, handlers.probeServers),
  unaryRoute(methods.removeAgent, handlers.removeAgent),
];

/** The host and the agent on it. */
export interface HostServiceClient {
  /** Answers at once, also while a run is in progress. */
  readonly getHealth: UnaryCall<GetHealthRequest, GetHealthResponse>;
  /** Reads the host anew; takes up to some seconds on a busy host. */
  readonly getFacts: UnaryCall<GetFactsRequest, GetFactsResponse>;
  /**
   * Looks from here at servers outside of the cluster that it is to use. Changes nothing; ends within
   * half a minute.
   */
  readonly probeServers: UnaryCall<ProbeServersRequest, ProbeServersResponse>;
  /**
   * Schedules the removal of the agent, its identity and its runtime, and answers. All that the agent
   * installed must be gone before (a spec with ENSURE_ABSENT), else an error.
   */
  readonly removeAgent: UnaryCall<RemoveAgentRequest, RemoveAgentResponse>;
}

export const hostServiceClient = (transport: ClientTransport): HostServiceClient => ({
  getHealth: (request, options) => transport.unary(methods.getHealth, request, options),
  getFacts: (request, options) => transport.unary(methods.getFacts, request, options),
  probeServers: (request, options) => transport.unary(methods.probeServers, request, options),
  removeAgent: (request, options) => transport.unary(methods.removeAgent, request, options),
});
