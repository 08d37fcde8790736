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
  CheckRestoreRequest,
  CheckRestoreResponse,
  DefragmentRequest,
  DefragmentResponse,
  GetClusterKeysRequest,
  GetClusterKeysResponse,
  GetEtcdRequest,
  GetEtcdResponse,
  KeptSnapshotPart,
  ListSnapshotsRequest,
  ListSnapshotsResponse,
  PutSnapshotPartRequest,
  PutSnapshotPartResponse,
  ReadKeptSnapshotRequest,
  ReadSnapshotRequest,
  RecoverEtcdRequest,
  RecoverEtcdResponse,
  RenewApiServerRequest,
  RenewApiServerResponse,
  RenewWatchesRequest,
  RenewWatchesResponse,
  RestoreEtcdRequest,
  RestoreEtcdResponse,
  SnapshotPart,
  StartEtcdRequest,
  StartEtcdResponse,
  StopEtcdRequest,
  StopEtcdResponse,
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
  listSnapshots: unaryMethod(
    "/pharos.v1.EtcdService/ListSnapshots",
    "pharos.v1.ListSnapshotsRequest",
    "pharos.v1.ListSnapshotsResponse",
  ),
  readKeptSnapshot: serverStreamMethod(
    "/pharos.v1.EtcdService/ReadKeptSnapshot",
    "pharos.v1.ReadKeptSnapshotRequest",
    "pharos.v1.KeptSnapshotPart",
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
  checkRestore: unaryMethod(
    "/pharos.v1.EtcdService/CheckRestore",
    "pharos.v1.CheckRestoreRequest",
    "pharos.v1.CheckRestoreResponse",
  ),
  putSnapshotPart: unaryMethod(
    "/pharos.v1.EtcdService/PutSnapshotPart",
    "pharos.v1.PutSnapshotPartRequest",
    "pharos.v1.PutSnapshotPartResponse",
  ),
  stopEtcd: unaryMethod(
    "/pharos.v1.EtcdService/StopEtcd",
    "pharos.v1.StopEtcdRequest",
    "pharos.v1.StopEtcdResponse",
  ),
  restoreEtcd: unaryMethod(
    "/pharos.v1.EtcdService/RestoreEtcd",
    "pharos.v1.RestoreEtcdRequest",
    "pharos.v1.RestoreEtcdResponse",
  ),
  startEtcd: unaryMethod(
    "/pharos.v1.EtcdService/StartEtcd",
    "pharos.v1.StartEtcdRequest",
    "pharos.v1.StartEtcdResponse",
  ),
  recoverEtcd: unaryMethod(
    "/pharos.v1.EtcdService/RecoverEtcd",
    "pharos.v1.RecoverEtcdRequest",
    "pharos.v1.RecoverEtcdResponse",
  ),
  renewWatches: unaryMethod(
    "/pharos.v1.EtcdService/RenewWatches",
    "pharos.v1.RenewWatchesRequest",
    "pharos.v1.RenewWatchesResponse",
  ),
  renewApiServer: unaryMethod(
    "/pharos.v1.EtcdService/RenewApiServer",
    "pharos.v1.RenewApiServerRequest",
    "pharos.v1.RenewApiServerResponse",
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
  /** Snapshots of etcd that this master keeps on its disk, the oldest first. */
  readonly listSnapshots: UnaryHandler<ListSnapshotsRequest, ListSnapshotsResponse>;
  /** One of them, byte by byte as it is kept. */
  readonly readKeptSnapshot: ServerStreamHandler<ReadKeptSnapshotRequest, KeptSnapshotPart>;
  /**
   * What a control plane that is made anew has to have in common with the one before, so that nodes
   * and tokens stay good: the authorities of Kubernetes, of its etcd and of its aggregation layer, and
   * the keys that sign tokens.
   */
  readonly getClusterKeys: UnaryHandler<GetClusterKeysRequest, GetClusterKeysResponse>;
  /** Gives the space of deleted revisions back to the disk. This member answers nobody meanwhile. */
  readonly defragment: UnaryHandler<DefragmentRequest, DefragmentResponse>;
  /** Whether this host may take a snapshot of these authorities and has room for it. Changes nothing. */
  readonly checkRestore: UnaryHandler<CheckRestoreRequest, CheckRestoreResponse>;
  /**
   * Adds a part to a snapshot that is to be restored here. It is whole once all of it has come and its
   * hash is right; parts are kept over a broken connection.
   */
  readonly putSnapshotPart: UnaryHandler<PutSnapshotPartRequest, PutSnapshotPartResponse>;
  /** Takes etcd and the API server off this host until StartEtcd, over a boot too. Not there: no error. */
  readonly stopEtcd: UnaryHandler<StopEtcdRequest, StopEtcdResponse>;
  /**
   * Makes the data of this host's member of the snapshot that was sent; what was there is kept beside
   * it. Refused while etcd may run here.
   */
  readonly restoreEtcd: UnaryHandler<RestoreEtcdRequest, RestoreEtcdResponse>;
  /** Lets run what StopEtcd took away. Nothing was: no error. */
  readonly startEtcd: UnaryHandler<StartEtcdRequest, StartEtcdResponse>;
  /**
   * Makes this host's member the only one of etcd, with the data that it has; a copy of that is kept beside
   * it. For when the majority is gone for good: refused while there is a leader, or while one of those that
   * are said to be lost answers. Alone already: only what StopEtcd took away runs again.
   */
  readonly recoverEtcd: UnaryHandler<RecoverEtcdRequest, RecoverEtcdResponse>;
  /**
   * Lets the kubelet and kubeadm's own programs of this host look at the Kubernetes API anew, since
   * etcd's revisions are lower after a restore than what they have seen. Workers answer this too.
   */
  readonly renewWatches: UnaryHandler<RenewWatchesRequest, RenewWatchesResponse>;
  /**
   * Starts this master's API server anew, and with it all who watch through it, and nothing else; answered
   * once it serves.
   */
  readonly renewApiServer: UnaryHandler<RenewApiServerRequest, RenewApiServerResponse>;
}

/** What a server needs to answer EtcdService. */
export const etcdServiceRoutes = (handlers: EtcdServiceHandlers): readonly Route[] => [
  unaryRoute(methods.getEtcd, handlers.getEtcd),
  serverStreamRoute(methods.readSnapshot, handlers.readSnapshot),
  unaryRoute(methods.listSnapshots, handlers.listSnapshots),
  serverStreamRoute(methods.readKeptSnapshot, handlers.readKeptSnapshot),
  unaryRoute(methods.getClusterKeys, handlers.getClusterKeys),
  unaryRoute(methods.defragment, handlers.defragment),
  unaryRoute(methods.checkRestore, handlers.checkRestore),
  unaryRoute(methods.putSnapshotPart, handlers.putSnapshotPart),
  unaryRoute(methods.stopEtcd, handlers.stopEtcd),
  unaryRoute(methods.restoreEtcd, handlers.restoreEtcd),
  unaryRoute(methods.startEtcd, handlers.startEtcd),
  unaryRoute(methods.recoverEtcd, handlers.recoverEtcd),
  unaryRoute(methods.renewWatches, handlers.renewWatches),
  unaryRoute(methods.renewApiServer, handlers.renewApiServer),
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
  /** Snapshots of etcd that this master keeps on its disk, the oldest first. */
  readonly listSnapshots: UnaryCall<ListSnapshotsRequest, ListSnapshotsResponse>;
  /** One of them, byte by byte as it is kept. */
  readonly readKeptSnapshot: ServerStreamCall<ReadKeptSnapshotRequest, KeptSnapshotPart>;
  /**
   * What a control plane that is made anew has to have in common with the one before, so that nodes
   * and tokens stay good: the authorities of Kubernetes, of its etcd and of its aggregation layer, and
   * the keys that sign tokens.
   */
  readonly getClusterKeys: UnaryCall<GetClusterKeysRequest, GetClusterKeysResponse>;
  /** Gives the space of deleted revisions back to the disk. This member answers nobody meanwhile. */
  readonly defragment: UnaryCall<DefragmentRequest, DefragmentResponse>;
  /** Whether this host may take a snapshot of these authorities and has room for it. Changes nothing. */
  readonly checkRestore: UnaryCall<CheckRestoreRequest, CheckRestoreResponse>;
  /**
   * Adds a part to a snapshot that is to be restored here. It is whole once all of it has come and its
   * hash is right; parts are kept over a broken connection.
   */
  readonly putSnapshotPart: UnaryCall<PutSnapshotPartRequest, PutSnapshotPartResponse>;
  /** Takes etcd and the API server off this host until StartEtcd, over a boot too. Not there: no error. */
  readonly stopEtcd: UnaryCall<StopEtcdRequest, StopEtcdResponse>;
  /**
   * Makes the data of this host's member of the snapshot that was sent; what was there is kept beside
   * it. Refused while etcd may run here.
   */
  readonly restoreEtcd: UnaryCall<RestoreEtcdRequest, RestoreEtcdResponse>;
  /** Lets run what StopEtcd took away. Nothing was: no error. */
  readonly startEtcd: UnaryCall<StartEtcdRequest, StartEtcdResponse>;
  /**
   * Makes this host's member the only one of etcd, with the data that it has; a copy of that is kept beside
   * it. For when the majority is gone for good: refused while there is a leader, or while one of those that
   * are said to be lost answers. Alone already: only what StopEtcd took away runs again.
   */
  readonly recoverEtcd: UnaryCall<RecoverEtcdRequest, RecoverEtcdResponse>;
  /**
   * Lets the kubelet and kubeadm's own programs of this host look at the Kubernetes API anew, since
   * etcd's revisions are lower after a restore than what they have seen. Workers answer this too.
   */
  readonly renewWatches: UnaryCall<RenewWatchesRequest, RenewWatchesResponse>;
  /**
   * Starts this master's API server anew, and with it all who watch through it, and nothing else; answered
   * once it serves.
   */
  readonly renewApiServer: UnaryCall<RenewApiServerRequest, RenewApiServerResponse>;
}

export const etcdServiceClient = (transport: ClientTransport): EtcdServiceClient => ({
  getEtcd: (request, options) => transport.unary(methods.getEtcd, request, options),
  readSnapshot: (request, options) =>
    transport.serverStream(methods.readSnapshot, request, options),
  listSnapshots: (request, options) => transport.unary(methods.listSnapshots, request, options),
  readKeptSnapshot: (request, options) =>
    transport.serverStream(methods.readKeptSnapshot, request, options),
  getClusterKeys: (request, options) => transport.unary(methods.getClusterKeys, request, options),
  defragment: (request, options) => transport.unary(methods.defragment, request, options),
  checkRestore: (request, options) => transport.unary(methods.checkRestore, request, options),
  putSnapshotPart: (request, options) => transport.unary(methods.putSnapshotPart, request, options),
  stopEtcd: (request, options) => transport.unary(methods.stopEtcd, request, options),
  restoreEtcd: (request, options) => transport.unary(methods.restoreEtcd, request, options),
  startEtcd: (request, options) => transport.unary(methods.startEtcd, request, options),
  recoverEtcd: (request, options) => transport.unary(methods.recoverEtcd, request, options),
  renewWatches: (request, options) => transport.unary(methods.renewWatches, request, options),
  renewApiServer: (request, options) => transport.unary(methods.renewApiServer, request, options),
});
