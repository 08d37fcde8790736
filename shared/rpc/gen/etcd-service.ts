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
  DefragmentRequest,
  DefragmentResponse,
  GetClusterKeysRequest,
  GetClusterKeysResponse,
  GetEtcdRequest,
  GetEtcdResponse,
  ReadSnapshotRequest,
  SnapshotPart,
} from "./etcd.ts";

const methods = {
  getEtcd: unaryMethod(
    "/pharos.v1.EtcdService/GetEtcd",
    "pharos.v1.GetEtcdRequest",
    "pharos.v1.GetEtcdResponse",
  ),
  readSnapshot: serverStreamMethod(
    "/pharos.v1.EtcdService/ReadSnapshot",
    "pharos.v1.ReadSnapshotRequest",
    "pharos.v1.SnapshotPart",
  ),
  getClusterKeys: unaryMethod(
    "/pharos.v1.EtcdService/GetClusterKeys",
    "pharos.v1.GetClusterKeysRequest",
    "pharos.v1.GetClusterKeysResponse",
  ),
  defragment: unaryMethod(
    "/pharos.v1.EtcdService/Defragment",
    "pharos.v1.DefragmentRequest",
    "pharos.v1.DefragmentResponse",
  ),
} as const;

/** etcd below the control plane, seen from a master. Other hosts answer with an error. */
export interface EtcdServiceHandlers {
  /**
   * All members as this master's own server knows them, each asked for itself. Answered without the
   * Kubernetes API, and without a quorum of etcd too.
   */
  readonly getEtcd: UnaryHandler<GetEtcdRequest, GetEtcdResponse>;
  /**
   * The database of this master's etcd as etcd itself hands it out: the last 32 bytes are the SHA-256
   * of those before. Nothing of it is kept on the host.
   */
  readonly readSnapshot: ServerStreamHandler<ReadSnapshotRequest, SnapshotPart>;
  /**
   * What a control plane that is made anew has to have in common with the one before, so that nodes
   * and tokens stay good: the authorities of Kubernetes, of its etcd and of its aggregation layer, and
   * the keys that sign tokens.
   */
  readonly getClusterKeys: UnaryHandler<GetClusterKeysRequest, GetClusterKeysResponse>;
  /** Gives the space of deleted revisions back to the disk. This member answers nobody meanwhile. */
  readonly defragment: UnaryHandler<DefragmentRequest, DefragmentResponse>;
}

/** What a server needs to answer EtcdService. */
export const etcdServiceRoutes = (handlers: EtcdServiceHandlers): readonly Route[] => [
  unaryRoute(methods.getEtcd, handlers.getEtcd),
  serverStreamRoute(methods.readSnapshot, handlers.readSnapshot),
  unaryRoute(methods.getClusterKeys, handlers.getClusterKeys),
  unaryRoute(methods.defragment, handlers.defragment),
];

/** etcd below the control plane, seen from a master. Other hosts answer with an error. */
export interface EtcdServiceClient {
  /**
   * All members as this master's own server knows them, each asked for itself. Answered without the
   * Kubernetes API, and without a quorum of etcd too.
   */
  readonly getEtcd: UnaryCall<GetEtcdRequest, GetEtcdResponse>;
  /**
   * The database of this master's etcd as etcd itself hands it out: the last 32 bytes are the SHA-256
   * of those before. Nothing of it is kept on the host.
   */
  readonly readSnapshot: ServerStreamCall<ReadSnapshotRequest, SnapshotPart>;
  /**
   * What a control plane that is made anew has to have in common with the one before, so that nodes
   * and tokens stay good: the authorities of Kubernetes, of its etcd and of its aggregation layer, and
   * the keys that sign tokens.
   */
  readonly getClusterKeys: UnaryCall<GetClusterKeysRequest, GetClusterKeysResponse>;
  /** Gives the space of deleted revisions back to the disk. This member answers nobody meanwhile. */
  readonly defragment: UnaryCall<DefragmentRequest, DefragmentResponse>;
}

export const etcdServiceClient = (transport: ClientTransport): EtcdServiceClient => ({
  getEtcd: (request, options) => transport.unary(methods.getEtcd, request, options),
  readSnapshot: (request, options) =>
    transport.serverStream(methods.readSnapshot, request, options),
  getClusterKeys: (request, options) => transport.unary(methods.getClusterKeys, request, options),
  defragment: (request, options) => transport.unary(methods.defragment, request, options),
});
