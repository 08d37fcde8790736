// Generated from proto/ by `npm run generate`; do not edit.

import type { UnaryCall, ClientTransport } from "../client-transport.ts";
import { unaryMethod } from "../method.ts";
import { type Route, type UnaryHandler, unaryRoute } from "../route.ts";
import type {
  CreateJoinTokenRequest,
  CreateJoinTokenResponse,
  DeleteNodeRequest,
  DeleteNodeResponse,
  DrainNodeRequest,
  DrainNodeResponse,
  EndDrainRequest,
  EndDrainResponse,
  GetClusterStatusRequest,
  GetClusterStatusResponse,
  GetDeprecatedApisRequest,
  GetDeprecatedApisResponse,
  GetKubeconfigRequest,
  GetKubeconfigResponse,
  GetWorkloadsRequest,
  GetWorkloadsResponse,
  RemoveEtcdMemberRequest,
  RemoveEtcdMemberResponse,
  RewriteObjectsRequest,
  RewriteObjectsResponse,
  SaveEtcdSnapshotRequest,
  SaveEtcdSnapshotResponse,
} from "./cluster.ts";

const methods = {
  createJoinToken: unaryMethod(
    "/pharos.v1.ClusterService/CreateJoinToken",
    "pharos.v1.CreateJoinTokenRequest",
    "pharos.v1.CreateJoinTokenResponse",
  ),
  getKubeconfig: unaryMethod(
    "/pharos.v1.ClusterService/GetKubeconfig",
    "pharos.v1.GetKubeconfigRequest",
    "pharos.v1.GetKubeconfigResponse",
  ),
  deleteNode: unaryMethod(
    "/pharos.v1.ClusterService/DeleteNode",
    "pharos.v1.DeleteNodeRequest",
    "pharos.v1.DeleteNodeResponse",
  ),
  removeEtcdMember: unaryMethod(
    "/pharos.v1.ClusterService/RemoveEtcdMember",
    "pharos.v1.RemoveEtcdMemberRequest",
    "pharos.v1.RemoveEtcdMemberResponse",
  ),
  drainNode: unaryMethod(
    "/pharos.v1.ClusterService/DrainNode",
    "pharos.v1.DrainNodeRequest",
    "pharos.v1.DrainNodeResponse",
  ),
  endDrain: unaryMethod(
    "/pharos.v1.ClusterService/EndDrain",
    "pharos.v1.EndDrainRequest",
    "pharos.v1.EndDrainResponse",
  ),
  getWorkloads: unaryMethod(
    "/pharos.v1.ClusterService/GetWorkloads",
    "pharos.v1.GetWorkloadsRequest",
    "pharos.v1.GetWorkloadsResponse",
  ),
  getDeprecatedApis: unaryMethod(
    "/pharos.v1.ClusterService/GetDeprecatedApis",
    "pharos.v1.GetDeprecatedApisRequest",
    "pharos.v1.GetDeprecatedApisResponse",
  ),
  saveEtcdSnapshot: unaryMethod(
    "/pharos.v1.ClusterService/SaveEtcdSnapshot",
    "pharos.v1.SaveEtcdSnapshotRequest",
    "pharos.v1.SaveEtcdSnapshotResponse",
  ),
  rewriteObjects: unaryMethod(
    "/pharos.v1.ClusterService/RewriteObjects",
    "pharos.v1.RewriteObjectsRequest",
    "pharos.v1.RewriteObjectsResponse",
  ),
  getClusterStatus: unaryMethod(
    "/pharos.v1.ClusterService/GetClusterStatus",
    "pharos.v1.GetClusterStatusRequest",
    "pharos.v1.GetClusterStatusResponse",
  ),
} as const;

/** The Kubernetes cluster, seen from a master. Other hosts answer with an error. */
export interface ClusterServiceHandlers {
  /** Makes a bootstrap token for kubeadm join, and for masters the key of the uploaded certificates. */
  readonly createJoinToken: UnaryHandler<CreateJoinTokenRequest, CreateJoinTokenResponse>;
  /** A kubeconfig with a client certificate of its own. */
  readonly getKubeconfig: UnaryHandler<GetKubeconfigRequest, GetKubeconfigResponse>;
  /** Deletes the Kubernetes node of a host that has left. Not there already: no error. */
  readonly deleteNode: UnaryHandler<DeleteNodeRequest, DeleteNodeResponse>;
  /** Takes a member out of etcd. Not there already: no error. etcd itself refuses what would end its quorum. */
  readonly removeEtcdMember: UnaryHandler<RemoveEtcdMemberRequest, RemoveEtcdMemberResponse>;
  /**
   * Cordons a node and evicts its pods; PodDisruptionBudgets are respected. Pods that are left when the
   * time is over are named, and the node is as it was before. No such node: nothing to do.
   */
  readonly drainNode: UnaryHandler<DrainNodeRequest, DrainNodeResponse>;
  /** Takes the cordon of DrainNode back; nothing for a node that a person cordoned. */
  readonly endDrain: UnaryHandler<EndDrainRequest, EndDrainResponse>;
  /** How many pods of each controller (a ReplicaSet, a DaemonSet, a node's own) are Ready. */
  readonly getWorkloads: UnaryHandler<GetWorkloadsRequest, GetWorkloadsResponse>;
  /** APIs that this master's API server was asked for since it started and that a later release removes. */
  readonly getDeprecatedApis: UnaryHandler<GetDeprecatedApisRequest, GetDeprecatedApisResponse>;
  /**
   * Saves the database of this master's etcd on its disk, as before every change of members. The
   * newest five are kept.
   */
  readonly saveEtcdSnapshot: UnaryHandler<SaveEtcdSnapshotRequest, SaveEtcdSnapshotResponse>;
  /**
   * Has the API server store the objects of a resource once more as they are, a page of them: what etcd
   * has under another encryption key than the first one is encrypted anew. What they hold stays with
   * the API server.
   */
  readonly rewriteObjects: UnaryHandler<RewriteObjectsRequest, RewriteObjectsResponse>;
  /** Nodes and etcd members. */
  readonly getClusterStatus: UnaryHandler<GetClusterStatusRequest, GetClusterStatusResponse>;
}

/** What a server needs to answer ClusterService. */
export const clusterServiceRoutes = (handlers: ClusterServiceHandlers): readonly Route[] => [
  unaryRoute(methods.createJoinToken, handlers.createJoinToken),
  unaryRoute(methods.getKubeconfig, handlers.getKubeconfig),
  unaryRoute(methods.deleteNode, handlers.deleteNode),
  unaryRoute(methods.removeEtcdMember, handlers.removeEtcdMember),
  unaryRoute(methods.drainNode, handlers.drainNode),
  unaryRoute(methods.endDrain, handlers.endDrain),
  unaryRoute(methods.getWorkloads, handlers.getWorkloads),
  unaryRoute(methods.getDeprecatedApis, handlers.getDeprecatedApis),
  unaryRoute(methods.saveEtcdSnapshot, handlers.saveEtcdSnapshot),
  unaryRoute(methods.rewriteObjects, handlers.rewriteObjects),
  unaryRoute(methods.getClusterStatus, handlers.getClusterStatus),
];

/** The Kubernetes cluster, seen from a master. Other hosts answer with an error. */
export interface ClusterServiceClient {
  /** Makes a bootstrap token for kubeadm join, and for masters the key of the uploaded certificates. */
  readonly createJoinToken: UnaryCall<CreateJoinTokenRequest, CreateJoinTokenResponse>;
  /** A kubeconfig with a client certificate of its own. */
  readonly getKubeconfig: UnaryCall<GetKubeconfigRequest, GetKubeconfigResponse>;
  /** Deletes the Kubernetes node of a host that has left. Not there already: no error. */
  readonly deleteNode: UnaryCall<DeleteNodeRequest, DeleteNodeResponse>;
  /** Takes a member out of etcd. Not there already: no error. etcd itself refuses what would end its quorum. */
  readonly removeEtcdMember: UnaryCall<RemoveEtcdMemberRequest, RemoveEtcdMemberResponse>;
  /**
   * Cordons a node and evicts its pods; PodDisruptionBudgets are respected. Pods that are left when the
   * time is over are named, and the node is as it was before. No such node: nothing to do.
   */
  readonly drainNode: UnaryCall<DrainNodeRequest, DrainNodeResponse>;
  /** Takes the cordon of DrainNode back; nothing for a node that a person cordoned. */
  readonly endDrain: UnaryCall<EndDrainRequest, EndDrainResponse>;
  /** How many pods of each controller (a ReplicaSet, a DaemonSet, a node's own) are Ready. */
  readonly getWorkloads: UnaryCall<GetWorkloadsRequest, GetWorkloadsResponse>;
  /** APIs that this master's API server was asked for since it started and that a later release removes. */
  readonly getDeprecatedApis: UnaryCall<GetDeprecatedApisRequest, GetDeprecatedApisResponse>;
  /**
   * Saves the database of this master's etcd on its disk, as before every change of members. The
   * newest five are kept.
   */
  readonly saveEtcdSnapshot: UnaryCall<SaveEtcdSnapshotRequest, SaveEtcdSnapshotResponse>;
  /**
   * Has the API server store the objects of a resource once more as they are, a page of them: what etcd
   * has under another encryption key than the first one is encrypted anew. What they hold stays with
   * the API server.
   */
  readonly rewriteObjects: UnaryCall<RewriteObjectsRequest, RewriteObjectsResponse>;
  /** Nodes and etcd members. */
  readonly getClusterStatus: UnaryCall<GetClusterStatusRequest, GetClusterStatusResponse>;
}

export const clusterServiceClient = (transport: ClientTransport): ClusterServiceClient => ({
  createJoinToken: (request, options) => transport.unary(methods.createJoinToken, request, options),
  getKubeconfig: (request, options) => transport.unary(methods.getKubeconfig, request, options),
  deleteNode: (request, options) => transport.unary(methods.deleteNode, request, options),
  removeEtcdMember: (request, options) =>
    transport.unary(methods.removeEtcdMember, request, options),
  drainNode: (request, options) => transport.unary(methods.drainNode, request, options),
  endDrain: (request, options) => transport.unary(methods.endDrain, request, options),
  getWorkloads: (request, options) => transport.unary(methods.getWorkloads, request, options),
  getDeprecatedApis: (request, options) =>
    transport.unary(methods.getDeprecatedApis, request, options),
  saveEtcdSnapshot: (request, options) =>
    transport.unary(methods.saveEtcdSnapshot, request, options),
  rewriteObjects: (request, options) => transport.unary(methods.rewriteObjects, request, options),
  getClusterStatus: (request, options) =>
    transport.unary(methods.getClusterStatus, request, options),
});
