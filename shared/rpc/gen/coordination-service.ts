// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  AcquireLockRequest,
  AcquireLockResponse,
  AllocateNumberRequest,
  AllocateNumberResponse,
  GetLockRequest,
  GetLockResponse,
  ReleaseLockRequest,
  ReleaseLockResponse,
  RenewLockRequest,
  RenewLockResponse,
} from "./coordination.ts";

const methods = {
  acquireLock: unaryMethod(
    "/pharos.v1.CoordinationService/AcquireLock",
    "pharos.v1.AcquireLockRequest",
    "pharos.v1.AcquireLockResponse",
  ),
  renewLock: unaryMethod(
    "/pharos.v1.CoordinationService/RenewLock",
    "pharos.v1.RenewLockRequest",
    "pharos.v1.RenewLockResponse",
  ),
  releaseLock: unaryMethod(
    "/pharos.v1.CoordinationService/ReleaseLock",
    "pharos.v1.ReleaseLockRequest",
    "pharos.v1.ReleaseLockResponse",
  ),
  getLock: unaryMethod(
    "/pharos.v1.CoordinationService/GetLock",
    "pharos.v1.GetLockRequest",
    "pharos.v1.GetLockResponse",
  ),
  allocateNumber: unaryMethod(
    "/pharos.v1.CoordinationService/AllocateNumber",
    "pharos.v1.AllocateNumberRequest",
    "pharos.v1.AllocateNumberResponse",
  ),
} as const;

/**
 * One run at a time, and numbers that two administrators cannot both hand out. Each master's agent
 * answers for itself; a controller asks all of them and counts a majority.
 */
export interface CoordinationServiceHandlers {
  /**
   * Takes the lock, or takes it again as the same holder. Held by another: an error that names the
   * holder, its host, its purpose and the time that is left.
   */
  readonly acquireLock: UnaryHandler<AcquireLockRequest, AcquireLockResponse>;
  /** Moves the end of the lock. Lost meanwhile: an error. */
  readonly renewLock: UnaryHandler<RenewLockRequest, RenewLockResponse>;
  /** Gives the lock back. Not held by the caller any more: no error. */
  readonly releaseLock: UnaryHandler<ReleaseLockRequest, ReleaseLockResponse>;
  /** Who holds the lock. */
  readonly getLock: UnaryHandler<GetLockRequest, GetLockResponse>;
  /**
   * Moves a counter on unless it is above the expected value already: of two callers that expect the
   * same one gets it, and a counter that is behind (a new master's) catches up.
   */
  readonly allocateNumber: UnaryHandler<AllocateNumberRequest, AllocateNumberResponse>;
}

/** What a server needs to answer CoordinationService. */
export const coordinationServiceRoutes = (
  handlers: CoordinationServiceHandlers,
): readonly Route[] => [
  unaryRoute(methods.acquireLock, handlers.acquireLock),
  unaryRoute(methods.renewLock, handlers.renewLock),
  unaryRoute(methods.releaseLock, handlers.releaseLock),
  unaryRoute(methods.getLock, handlers.getLock),
  unaryRoute(methods.allocateNumber, handlers.allocateNumber),
];

/**
 * One run at a time, and numbers that two administrators cannot both hand out. Each master's agent
 * answers for itself; a controller asks all of them and counts a majority.
 */
export interface CoordinationServiceClient {
  /**
   * Takes the lock, or takes it again as the same holder. Held by another: an error that names the
   * holder, its host, its purpose and the time that is left.
   */
  readonly acquireLock: UnaryCall<AcquireLockRequest, AcquireLockResponse>;
  /** Moves the end of the lock. Lost meanwhile: an error. */
  readonly renewLock: UnaryCall<RenewLockRequest, RenewLockResponse>;
  /** Gives the lock back. Not held by the caller any more: no error. */
  readonly releaseLock: UnaryCall<ReleaseLockRequest, ReleaseLockResponse>;
  /** Who holds the lock. */
  readonly getLock: UnaryCall<GetLockRequest, GetLockResponse>;
  /**
   * Moves a counter on unless it is above the expected value already: of two callers that expect the
   * same one gets it, and a counter that is behind (a new master's) catches up.
   */
  readonly allocateNumber: UnaryCall<AllocateNumberRequest, AllocateNumberResponse>;
}

export const coordinationServiceClient = (
  transport: ClientTransport,
): CoordinationServiceClient => ({
  acquireLock: (request, options) => transport.unary(methods.acquireLock, request, options),
  renewLock: (request, options) => transport.unary(methods.renewLock, request, options),
  releaseLock: (request, options) => transport.unary(methods.releaseLock, request, options),
  getLock: (request, options) => transport.unary(methods.getLock, request, options),
  allocateNumber: (request, options) => transport.unary(methods.allocateNumber, request, options),
});
