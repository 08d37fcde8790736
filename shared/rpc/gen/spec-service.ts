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
  ApplyRequest,
  GetSpecRequest,
  GetSpecResponse,
  PlanRequest,
  PlanResponse,
} from "./spec.ts";
import type { RunRecord } from "./run.ts";

const methods = {
  plan: unaryMethod(
    "/pharos.v1.SpecService/Plan",
    "pharos.v1.PlanRequest",
    "pharos.v1.PlanResponse",
  ),
  apply: serverStreamMethod(
    "/pharos.v1.SpecService/Apply",
    "pharos.v1.ApplyRequest",
    "pharos.v1.RunRecord",
  ),
  getSpec: unaryMethod(
    "/pharos.v1.SpecService/GetSpec",
    "pharos.v1.GetSpecRequest",
    "pharos.v1.GetSpecResponse",
  ),
} as const;

/**
 * Plans and applies what a host is to be. An agent accepts a spec if it is signed by a signer of the
 * membership, names this cluster and this host, and its generation is not below the accepted one;
 * the same generation with other content is refused.
 */
export interface SpecServiceHandlers {
  /**
   * Tells what an apply of the spec would change. Looks only: nothing is written, and the spec is
   * not accepted by it.
   */
  readonly plan: UnaryHandler<PlanRequest, PlanResponse>;
  /**
   * Accepts the spec and makes the host so, one profile of it. The stream has the run's records from
   * the first on and ends after `run_finished`. The run goes on when the caller goes away; attach
   * again with RunService.WatchRun. Another run in progress on the host is an error; the same run id
   * attaches to the run that exists.
   */
  readonly apply: ServerStreamHandler<ApplyRequest, RunRecord>;
  /** The spec that the host accepted last. */
  readonly getSpec: UnaryHandler<GetSpecRequest, GetSpecResponse>;
}

/** What a server needs to answer SpecService. */
export const specServiceRoutes = (handlers: SpecServiceHandlers): readonly Route[] => [
  unaryRoute(methods.plan, handlers.plan),
  serverStreamRoute(methods.apply, handlers.apply),
  unaryRoute(methods.getSpec, handlers.getSpec),
];

/**
 * Plans and applies what a host is to be. An agent accepts a spec if it is signed by a signer of the
 * membership, names this cluster and this host, and its generation is not below the accepted one;
 * the same generation with other content is refused.
 */
export interface SpecServiceClient {
  /**
   * Tells what an apply of the spec would change. Looks only: nothing is written, and the spec is
   * not accepted by it.
   */
  readonly plan: UnaryCall<PlanRequest, PlanResponse>;
  /**
   * Accepts the spec and makes the host so, one profile of it. The stream has the run's records from
   * the first on and ends after `run_finished`. The run goes on when the caller goes away; attach
   * again with RunService.WatchRun. Another run in progress on the host is an error; the same run id
   * attaches to the run that exists.
   */
  readonly apply: ServerStreamCall<ApplyRequest, RunRecord>;
  /** The spec that the host accepted last. */
  readonly getSpec: UnaryCall<GetSpecRequest, GetSpecResponse>;
}

export const specServiceClient = (transport: ClientTransport): SpecServiceClient => ({
  plan: (request, options) => transport.unary(methods.plan, request, options),
  apply: (request, options) => transport.serverStream(methods.apply, request, options),
  getSpec: (request, options) => transport.unary(methods.getSpec, request, options),
});
