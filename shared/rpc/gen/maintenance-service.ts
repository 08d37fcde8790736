// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  GetMaintenanceRequest,
  HostMaintenance,
  PauseMaintenanceRequest,
  RebootNowRequest,
  ResumeMaintenanceRequest,
  UpgradeNowRequest,
} from "./maintenance.ts";

const methods = {
  getMaintenance: unaryMethod(
    "/pharos.v1.MaintenanceService/GetMaintenance",
    "pharos.v1.GetMaintenanceRequest",
    "pharos.v1.HostMaintenance",
  ),
  rebootNow: unaryMethod(
    "/pharos.v1.MaintenanceService/RebootNow",
    "pharos.v1.RebootNowRequest",
    "pharos.v1.HostMaintenance",
  ),
  upgradeNow: unaryMethod(
    "/pharos.v1.MaintenanceService/UpgradeNow",
    "pharos.v1.UpgradeNowRequest",
    "pharos.v1.HostMaintenance",
  ),
  pauseMaintenance: unaryMethod(
    "/pharos.v1.MaintenanceService/PauseMaintenance",
    "pharos.v1.PauseMaintenanceRequest",
    "pharos.v1.HostMaintenance",
  ),
  resumeMaintenance: unaryMethod(
    "/pharos.v1.MaintenanceService/ResumeMaintenance",
    "pharos.v1.ResumeMaintenanceRequest",
    "pharos.v1.HostMaintenance",
  ),
} as const;

/** Reboots, host upgrades and disruptive corrections that the agent does by itself, in their windows and in this host's turn. */
export interface MaintenanceServiceHandlers {
  /** What it is at and why, looked at anew. */
  readonly getMaintenance: UnaryHandler<GetMaintenanceRequest, HostMaintenance>;
  /**
   * Wants a reboot whether one is needed or not, without waiting for a window or the end of a pause.
   * The turn, the drain and all other gates are as ever. Without addons.kured: an error.
   */
  readonly rebootNow: UnaryHandler<RebootNowRequest, HostMaintenance>;
  /** The same for an upgrade of packages. Without addons.host-upgrades: an error. */
  readonly upgradeNow: UnaryHandler<UpgradeNowRequest, HostMaintenance>;
  /** No reboot and no upgrade begins until the time is over; a host that drains does not go down. */
  readonly pauseMaintenance: UnaryHandler<PauseMaintenanceRequest, HostMaintenance>;
  /** Ends a pause and what came of failures: a wait for the next try, a reboot that did not help. */
  readonly resumeMaintenance: UnaryHandler<ResumeMaintenanceRequest, HostMaintenance>;
}

/** What a server needs to answer MaintenanceService. */
export const maintenanceServiceRoutes = (
  handlers: MaintenanceServiceHandlers,
): readonly Route[] => [
  unaryRoute(methods.getMaintenance, handlers.getMaintenance),
  unaryRoute(methods.rebootNow, handlers.rebootNow),
  unaryRoute(methods.upgradeNow, handlers.upgradeNow),
  unaryRoute(methods.pauseMaintenance, handlers.pauseMaintenance),
  unaryRoute(methods.resumeMaintenance, handlers.resumeMaintenance),
];

/** Reboots, host upgrades and disruptive corrections that the agent does by itself, in their windows and in this host's turn. */
export interface MaintenanceServiceClient {
  /** What it is at and why, looked at anew. */
  readonly getMaintenance: UnaryCall<GetMaintenanceRequest, HostMaintenance>;
  /**
   * Wants a reboot whether one is needed or not, without waiting for a window or the end of a pause.
   * The turn, the drain and all other gates are as ever. Without addons.kured: an error.
   */
  readonly rebootNow: UnaryCall<RebootNowRequest, HostMaintenance>;
  /** The same for an upgrade of packages. Without addons.host-upgrades: an error. */
  readonly upgradeNow: UnaryCall<UpgradeNowRequest, HostMaintenance>;
  /** No reboot and no upgrade begins until the time is over; a host that drains does not go down. */
  readonly pauseMaintenance: UnaryCall<PauseMaintenanceRequest, HostMaintenance>;
  /** Ends a pause and what came of failures: a wait for the next try, a reboot that did not help. */
  readonly resumeMaintenance: UnaryCall<ResumeMaintenanceRequest, HostMaintenance>;
}

export const maintenanceServiceClient = (transport: ClientTransport): MaintenanceServiceClient => ({
  getMaintenance: (request, options) => transport.unary(methods.getMaintenance, request, options),
  rebootNow: (request, options) => transport.unary(methods.rebootNow, request, options),
  upgradeNow: (request, options) => transport.unary(methods.upgradeNow, request, options),
  pauseMaintenance: (request, options) =>
    transport.unary(methods.pauseMaintenance, request, options),
  resumeMaintenance: (request, options) =>
    transport.unary(methods.resumeMaintenance, request, options),
});
