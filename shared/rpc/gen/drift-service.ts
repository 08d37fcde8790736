// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  CheckDriftRequest,
  CorrectDriftRequest,
  GetDriftRequest,
  GetStateDigestRequest,
  GetStateDigestResponse,
  HostDrift,
  PauseDriftRequest,
  ResumeDriftRequest,
} from "./drift.ts";

const methods = {
  getDrift: unaryMethod(
    "/pharos.v1.DriftService/GetDrift",
    "pharos.v1.GetDriftRequest",
    "pharos.v1.HostDrift",
  ),
  getStateDigest: unaryMethod(
    "/pharos.v1.DriftService/GetStateDigest",
    "pharos.v1.GetStateDigestRequest",
    "pharos.v1.GetStateDigestResponse",
  ),
  checkDrift: unaryMethod(
    "/pharos.v1.DriftService/CheckDrift",
    "pharos.v1.CheckDriftRequest",
    "pharos.v1.HostDrift",
  ),
  correctDrift: unaryMethod(
    "/pharos.v1.DriftService/CorrectDrift",
    "pharos.v1.CorrectDriftRequest",
    "pharos.v1.HostDrift",
  ),
  pauseDrift: unaryMethod(
    "/pharos.v1.DriftService/PauseDrift",
    "pharos.v1.PauseDriftRequest",
    "pharos.v1.HostDrift",
  ),
  resumeDrift: unaryMethod(
    "/pharos.v1.DriftService/ResumeDrift",
    "pharos.v1.ResumeDriftRequest",
    "pharos.v1.HostDrift",
  ),
} as const;

/**
 * Differences between this host and its accepted spec that no run made, and what the agent did about
 * them. What a run has not yet brought about is no drift.
 */
export interface DriftServiceHandlers {
  /** What the agent knows now, from its last look; looks at nothing itself. */
  readonly getDrift: UnaryHandler<GetDriftRequest, HostDrift>;
  /** One number for all managed state, to compare many hosts with small answers. */
  readonly getStateDigest: UnaryHandler<GetStateDigestRequest, GetStateDigestResponse>;
  /**
   * Looks at everything now, and answers what was found. Corrects what the mode lets it, as a look by
   * the clock does. An error while a run is in progress.
   */
  readonly checkDrift: UnaryHandler<CheckDriftRequest, HostDrift>;
  /**
   * Looks at everything and corrects what was found, in any mode, also what was given up on. Answers
   * when it is through. It makes only what an administrator has signed, and gives way to a run, so
   * it carries no fencing number.
   */
  readonly correctDrift: UnaryHandler<CorrectDriftRequest, HostDrift>;
  /** Nothing is corrected until the time is over; it is looked at and told all the same. */
  readonly pauseDrift: UnaryHandler<PauseDriftRequest, HostDrift>;
  /** Ends a pause at once. Without one it is nothing. */
  readonly resumeDrift: UnaryHandler<ResumeDriftRequest, HostDrift>;
}

/** What a server needs to answer DriftService. */
export const driftServiceRoutes = (handlers: DriftServiceHandlers): readonly Route[] => [
  unaryRoute(methods.getDrift, handlers.getDrift),
  unaryRoute(methods.getStateDigest, handlers.getStateDigest),
  unaryRoute(methods.checkDrift, handlers.checkDrift),
  unaryRoute(methods.correctDrift, handlers.correctDrift),
  unaryRoute(methods.pauseDrift, handlers.pauseDrift),
  unaryRoute(methods.resumeDrift, handlers.resumeDrift),
];

/**
 * Differences between this host and its accepted spec that no run made, and what the agent did about
 * them. What a run has not yet brought about is no drift.
 */
export interface DriftServiceClient {
  /** What the agent knows now, from its last look; looks at nothing itself. */
  readonly getDrift: UnaryCall<GetDriftRequest, HostDrift>;
  /** One number for all managed state, to compare many hosts with small answers. */
  readonly getStateDigest: UnaryCall<GetStateDigestRequest, GetStateDigestResponse>;
  /**
   * Looks at everything now, and answers what was found. Corrects what the mode lets it, as a look by
   * the clock does. An error while a run is in progress.
   */
  readonly checkDrift: UnaryCall<CheckDriftRequest, HostDrift>;
  /**
   * Looks at everything and corrects what was found, in any mode, also what was given up on. Answers
   * when it is through. It makes only what an administrator has signed, and gives way to a run, so
   * it carries no fencing number.
   */
  readonly correctDrift: UnaryCall<CorrectDriftRequest, HostDrift>;
  /** Nothing is corrected until the time is over; it is looked at and told all the same. */
  readonly pauseDrift: UnaryCall<PauseDriftRequest, HostDrift>;
  /** Ends a pause at once. Without one it is nothing. */
  readonly resumeDrift: UnaryCall<ResumeDriftRequest, HostDrift>;
}

export const driftServiceClient = (transport: ClientTransport): DriftServiceClient => ({
  getDrift: (request, options) => transport.unary(methods.getDrift, request, options),
  getStateDigest: (request, options) => transport.unary(methods.getStateDigest, request, options),
  checkDrift: (request, options) => transport.unary(methods.checkDrift, request, options),
  correctDrift: (request, options) => transport.unary(methods.correctDrift, request, options),
  pauseDrift: (request, options) => transport.unary(methods.pauseDrift, request, options),
  resumeDrift: (request, options) => transport.unary(methods.resumeDrift, request, options),
});
