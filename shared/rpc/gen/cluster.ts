// Generated from proto/ by `npm run generate`; do not edit.

import type { Taint } from "./common.ts";

export type JoinTokenUse =
  | "JOIN_TOKEN_USE_UNSPECIFIED"
  | "JOIN_TOKEN_USE_WORKER"
  | "JOIN_TOKEN_USE_MASTER";

export type ReadyCondition =
  | "READY_CONDITION_UNSPECIFIED"
  | "READY_CONDITION_TRUE"
  | "READY_CONDITION_FALSE"
  | "READY_CONDITION_UNKNOWN";

export interface CreateJoinTokenRequest {
  /** Milliseconds; at most 24 hours. */
  readonly ttlMs: number;
  readonly use: JoinTokenUse;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface CreateJoinTokenResponse {
  /** Secret: live in memory, for the run that asked. */
  readonly token: string;
  /** `sha256:` and the hex hash of the cluster CA's public key. */
  readonly caCertificateHash: string;
  /** Secret, hex. Absent for workers. */
  readonly certificateKey: string | undefined;
}

export interface GetKubeconfigRequest {
  /** Common name of the certificate. */
  readonly user: string;
  /** Seconds; at most 365 days. */
  readonly ttlSeconds: number;
  /**
   * Address of the API that it points to, `https://192.0.2.10:6443`; a name or address in the API
   * server's certificate.
   */
  readonly server: string;
}

export interface GetKubeconfigResponse {
  /** YAML. Secret. */
  readonly kubeconfig: string;
}

export interface DeleteNodeRequest {
  readonly name: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface DeleteNodeResponse {}

export interface RemoveEtcdMemberRequest {
  /** IP address of its host, as in its peer URL. */
  readonly address: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RemoveEtcdMemberResponse {
  /** False: it was not there. */
  readonly removed: boolean;
}

export interface DrainNodeRequest {
  readonly name: string;
  /** Milliseconds; at most an hour. */
  readonly limitMs: number;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface DrainNodeResponse {
  /** Empty: all are gone. */
  readonly left: readonly PodLeft[];
}

export interface PodLeft {
  /** `namespace/name`. */
  readonly pod: string;
  /** Why the cluster keeps it; empty: it has not ended in time. */
  readonly reason: string;
}

export interface EndDrainRequest {
  readonly name: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface EndDrainResponse {}

export interface GetWorkloadsRequest {}

export interface GetWorkloadsResponse {
  readonly workloads: readonly Workload[];
}

export interface Workload {
  /** `namespace/Kind/name` of the controller. */
  readonly name: string;
  readonly ready: number;
}

export interface GetDeprecatedApisRequest {}

export interface GetDeprecatedApisResponse {
  readonly apis: readonly DeprecatedApi[];
}

export interface DeprecatedApi {
  /** `policy/v1beta1`. */
  readonly groupVersion: string;
  /** `podsecuritypolicies`. */
  readonly resource: string;
  /** `1.25`. */
  readonly removedIn: string;
}

export interface SaveEtcdSnapshotRequest {
  /** Why, for the name of the file: `before m2 joins`. */
  readonly reason: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface SaveEtcdSnapshotResponse {
  /** On the master that was asked. */
  readonly path: string;
  readonly sizeBytes: number;
}

export interface RewriteObjectsRequest {
  /** Of the core group: `secrets`. */
  readonly resource: string;
  /** Where the answer before has ended; empty: from the beginning. */
  readonly next: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RewriteObjectsResponse {
  /** Empty: that was all. */
  readonly next: string;
  /** The place was too old: nothing was done, and it has to begin again. */
  readonly outdated: boolean;
  /** Of this page; those that are gone meanwhile count too. */
  readonly objects: number;
  /** So many of them were stored anew; the others needed no writing. */
  readonly rewritten: number;
  /** So many come after this page, as the API server estimates. */
  readonly remaining: number;
  readonly left: readonly ObjectLeft[];
}

/** An object that could not be stored. */
export interface ObjectLeft {
  /** `namespace/name`. */
  readonly name: string;
  readonly reason: string;
}

export interface GetClusterStatusRequest {}

export interface GetClusterStatusResponse {
  readonly nodes: readonly NodeStatus[];
  readonly etcdMembers: readonly EtcdMember[];
}

export interface NodeStatus {
  readonly name: string;
  readonly ready: ReadyCondition;
  /** Why it is not ready; empty otherwise. */
  readonly reason: string;
  readonly kubeletVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly unschedulable: boolean;
}

export interface EtcdMember {
  /** Of its host; empty: it was announced and has never started. */
  readonly name: string;
  /** Hex. */
  readonly id: string;
  readonly healthy: boolean;
  readonly learner: boolean;
  /** Why it is not healthy; empty otherwise. */
  readonly reason: string;
  /** `https://192.0.2.10:2380`. */
  readonly peerUrls: readonly string[];
  /** As etcd names them: `NOSPACE`, `CORRUPT`. */
  readonly alarms: readonly string[];
}
