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
import type { CollectReportRequest, ReportPart } from "./support.ts";

const methods = {
  collectReport: serverStreamMethod(
    "/pharos.v1.SupportService/CollectReport",
    "pharos.v1.CollectReportRequest",
    "pharos.v1.ReportPart",
  ),
} as const;

/** What helps to find out why a host is not as it should be, for people who cannot log in to it. */
export interface SupportServiceHandlers {
  /**
   * Settings of the cluster's machinery, states of its units, sizes of disks and memory, addresses,
   * routes and listeners, the end of the control plane's logs. What may be read is fixed in the agent;
   * files with keys are not among it, and what may be a secret is taken out on the host. Asks
   * nothing of the Kubernetes API. At most 8 MiB in all.
   */
  readonly collectReport: ServerStreamHandler<CollectReportRequest, ReportPart>;
}

/** What a server needs to answer SupportService. */
export const supportServiceRoutes = (handlers: SupportServiceHandlers): readonly Route[] => [
  serverStreamRoute(methods.collectReport, handlers.collectReport),
];

/** What helps to find out why a host is not as it should be, for people who cannot log in to it. */
export interface SupportServiceClient {
  /**
   * Settings of the cluster's machinery, states of its units, sizes of disks and memory, addresses,
   * routes and listeners, the end of the control plane's logs. What may be read is fixed in the agent;
   * files with keys are not among it, and what may be a secret is taken out on the host. Asks
   * nothing of the Kubernetes API. At most 8 MiB in all.
   */
  readonly collectReport: ServerStreamCall<CollectReportRequest, ReportPart>;
}

export const supportServiceClient = (transport: ClientTransport): SupportServiceClient => ({
  collectReport: (request, options) =>
    transport.serverStream(methods.collectReport, request, options),
});
