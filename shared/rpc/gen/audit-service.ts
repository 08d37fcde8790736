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
import type { AuditEntry, ReadAuditRequest } from "./audit.ts";

const methods = {
  readAudit: serverStreamMethod(
    "/pharos.v1.AuditService/ReadAudit",
    "pharos.v1.ReadAuditRequest",
    "pharos.v1.AuditEntry",
  ),
} as const;

/** Who asked this host for what: calls that change or reveal something, and those that were refused. */
export interface AuditServiceHandlers {
  /** What is kept, oldest first, as it is on the disk; the stream ends. */
  readonly readAudit: ServerStreamHandler<ReadAuditRequest, AuditEntry>;
}

/** What a server needs to answer AuditService. */
export const auditServiceRoutes = (handlers: AuditServiceHandlers): readonly Route[] => [
  serverStreamRoute(methods.readAudit, handlers.readAudit),
];

/** Who asked this host for what: calls that change or reveal something, and those that were refused. */
export interface AuditServiceClient {
  /** What is kept, oldest first, as it is on the disk; the stream ends. */
  readonly readAudit: ServerStreamCall<ReadAuditRequest, AuditEntry>;
}

export const auditServiceClient = (transport: ClientTransport): AuditServiceClient => ({
  readAudit: (request, options) => transport.serverStream(methods.readAudit, request, options),
});
