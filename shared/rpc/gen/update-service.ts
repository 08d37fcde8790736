// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  ConfirmBuildRequest,
  ConfirmBuildResponse,
  GetUpdateRequest,
  GetUpdateResponse,
  PrepareBuildRequest,
  PrepareBuildResponse,
  PutBuildPartRequest,
  PutBuildPartResponse,
  SwitchBuildRequest,
  SwitchBuildResponse,
} from "./update.ts";
import type { PlanRequest, PlanResponse } from "./spec.ts";

const methods = {
  prepareBuild: unaryMethod(
    "/pharos.v1.UpdateService/PrepareBuild",
    "pharos.v1.PrepareBuildRequest",
    "pharos.v1.PrepareBuildResponse",
  ),
  putBuildPart: unaryMethod(
    "/pharos.v1.UpdateService/PutBuildPart",
    "pharos.v1.PutBuildPartRequest",
    "pharos.v1.PutBuildPartResponse",
  ),
  planByBuild: unaryMethod(
    "/pharos.v1.UpdateService/PlanByBuild",
    "pharos.v1.PlanRequest",
    "pharos.v1.PlanResponse",
  ),
  switchBuild: unaryMethod(
    "/pharos.v1.UpdateService/SwitchBuild",
    "pharos.v1.SwitchBuildRequest",
    "pharos.v1.SwitchBuildResponse",
  ),
  confirmBuild: unaryMethod(
    "/pharos.v1.UpdateService/ConfirmBuild",
    "pharos.v1.ConfirmBuildRequest",
    "pharos.v1.ConfirmBuildResponse",
  ),
  getUpdate: unaryMethod(
    "/pharos.v1.UpdateService/GetUpdate",
    "pharos.v1.GetUpdateRequest",
    "pharos.v1.GetUpdateResponse",
  ),
} as const;

/**
 * Replaces the agent by the build that a signed NodeSpec names; no other program is taken or run. The
 * spec is judged as one that is applied, but it is not accepted by any of these calls.
 */
export interface UpdateServiceHandlers {
  /**
   * Tells which files of the spec's build are not on the host, and takes them from then on until the
   * agent restarts. Changes nothing that runs.
   */
  readonly prepareBuild: UnaryHandler<PrepareBuildRequest, PrepareBuildResponse>;
  /**
   * Adds a part to a file of the build that was prepared. A file appears as a whole once all of it has
   * come and its hash is right; parts are kept over a broken connection.
   */
  readonly putBuildPart: UnaryHandler<PutBuildPartRequest, PutBuildPartResponse>;
  /** Plans the spec with the build that it names, which is complete here but does not run yet. */
  readonly planByBuild: UnaryHandler<PlanRequest, PlanResponse>;
  /**
   * Makes the spec's build the agent and answers a moment before the restart. Unless ConfirmBuild is
   * called within the time of the answer, the host goes back to the build before; also after a reboot.
   */
  readonly switchBuild: UnaryHandler<SwitchBuildRequest, SwitchBuildResponse>;
  /** Keeps the build that answers this call; to be called over a connection made after the switch. */
  readonly confirmBuild: UnaryHandler<ConfirmBuildRequest, ConfirmBuildResponse>;
  /** How the last update of this host went. */
  readonly getUpdate: UnaryHandler<GetUpdateRequest, GetUpdateResponse>;
}

/** What a server needs to answer UpdateService. */
export const updateServiceRoutes = (handlers: UpdateServiceHandlers): readonly Route[] => [
  unaryRoute(methods.prepareBuild, handlers.prepareBuild),
  unaryRoute(methods.putBuildPart, handlers.putBuildPart),
  unaryRoute(methods.planByBuild, handlers.planByBuild),
  unaryRoute(methods.switchBuild, handlers.switchBuild),
  unaryRoute(methods.confirmBuild, handlers.confirmBuild),
  unaryRoute(methods.getUpdate, handlers.getUpdate),
];

/**
 * Replaces the agent by the build that a signed NodeSpec names; no other program is taken or run. The
 * spec is judged as one that is applied, but it is not accepted by any of these calls.
 */
export interface UpdateServiceClient {
  /**
   * Tells which files of the spec's build are not on the host, and takes them from then on until the
   * agent restarts. Changes nothing that runs.
   */
  readonly prepareBuild: UnaryCall<PrepareBuildRequest, PrepareBuildResponse>;
  /**
   * Adds a part to a file of the build that was prepared. A file appears as a whole once all of it has
   * come and its hash is right; parts are kept over a broken connection.
   */
  readonly putBuildPart: UnaryCall<PutBuildPartRequest, PutBuildPartResponse>;
  /** Plans the spec with the build that it names, which is complete here but does not run yet. */
  readonly planByBuild: UnaryCall<PlanRequest, PlanResponse>;
  /**
   * Makes the spec's build the agent and answers a moment before the restart. Unless ConfirmBuild is
   * called within the time of the answer, the host goes back to the build before; also after a reboot.
   */
  readonly switchBuild: UnaryCall<SwitchBuildRequest, SwitchBuildResponse>;
  /** Keeps the build that answers this call; to be called over a connection made after the switch. */
  readonly confirmBuild: UnaryCall<ConfirmBuildRequest, ConfirmBuildResponse>;
  /** How the last update of this host went. */
  readonly getUpdate: UnaryCall<GetUpdateRequest, GetUpdateResponse>;
}

export const updateServiceClient = (transport: ClientTransport): UpdateServiceClient => ({
  prepareBuild: (request, options) => transport.unary(methods.prepareBuild, request, options),
  putBuildPart: (request, options) => transport.unary(methods.putBuildPart, request, options),
  planByBuild: (request, options) => transport.unary(methods.planByBuild, request, options),
  switchBuild: (request, options) => transport.unary(methods.switchBuild, request, options),
  confirmBuild: (request, options) => transport.unary(methods.confirmBuild, request, options),
  getUpdate: (request, options) => transport.unary(methods.getUpdate, request, options),
});
