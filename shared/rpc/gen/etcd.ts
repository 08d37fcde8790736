// Generated from proto/ by `npm run generate`; do not edit.

export interface GetEtcdRequest {}

export interface GetEtcdResponse {
  /** Hex; empty: this master's own server does not say. */
  readonly clusterId: string;
  readonly members: readonly EtcdServer[];
}

export interface EtcdServer {
  /** Of its host; empty: it was announced and has never started. */
  readonly name: string;
  /** Hex. */
  readonly id: string;
  /** `https://192.0.2.10:2380`. */
  readonly peerUrls: readonly string[];
  readonly learner: boolean;
  readonly healthy: boolean;
  /** Why it is not healthy; empty otherwise. */
  readonly reason: string;
  readonly leader: boolean;
  /** Of the file, with the space of what was deleted; 0: it does not answer. */
  readonly databaseBytes: number;
  /** Of what is in it. */
  readonly usedBytes: number;
  /** Of etcd; empty: it does not answer. */
  readonly version: string;
  /** As etcd names them: `NOSPACE`, `CORRUPT`. */
  readonly alarms: readonly string[];
  /** Of the store: the higher, the newer. */
  readonly revision: number;
}

export interface ReadSnapshotRequest {}

export interface SnapshotPart {
  readonly part: Uint8Array;
  /** So many bytes come after this part, the hash not counted. */
  readonly remainingBytes: number;
}

export interface ListSnapshotsRequest {
  /** Reads each to its end and compares its database with etcd's own hash; takes as long as the disk does. */
  readonly check: boolean;
}

export interface ListSnapshotsResponse {
  readonly snapshots: readonly KeptSnapshot[];
}

export interface KeptSnapshot {
  /** Of the file, without its folder. */
  readonly name: string;
  readonly sizeBytes: number;
  /** RFC 3339, UTC. */
  readonly takenAt: string;
  /** Of etcd's store; 0: the file does not tell. */
  readonly revision: number;
  /** Hex, of the database; empty: the file does not tell. */
  readonly sha256: string;
  readonly encrypted: boolean;
  /** It was read to its end just now, and is as it was taken. */
  readonly checked: boolean;
  /** Why it is no good; empty otherwise. */
  readonly problem: string;
}

export interface ReadKeptSnapshotRequest {
  readonly name: string;
}

export interface KeptSnapshotPart {
  readonly part: Uint8Array;
  /** So many bytes come after this part. */
  readonly remainingBytes: number;
  /** With the last part: hex, of all of them. */
  readonly sha256: string;
}

export interface GetClusterKeysRequest {}

export interface GetClusterKeysResponse {
  /** Secret. PEM by file name below /etc/kubernetes/pki: `ca.key`, `etcd/ca.crt`. */
  readonly files: Readonly<Record<string, string>>;
}

export interface DefragmentRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
  /** Ends the alarm NOSPACE of this member afterwards. */
  readonly endAlarm: boolean;
}

export interface DefragmentResponse {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export interface CheckRestoreRequest {
  /** PEM by file name below /etc/kubernetes/pki, of the snapshot; no keys. */
  readonly certificates: Readonly<Record<string, string>>;
  /** Of the database. */
  readonly bytes: number;
}

export interface CheckRestoreResponse {}

export interface PutSnapshotPartRequest {
  /** Hex, of the database without the hash at its end: names the snapshot. */
  readonly sha256: string;
  /** Of the database, the hash at its end counted. */
  readonly bytes: number;
  readonly offset: number;
  /** At most 1,000,000 bytes. */
  readonly part: Uint8Array;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface PutSnapshotPartResponse {
  /** So many bytes have come: where the next part begins. A part for another place is not taken. */
  readonly receivedBytes: number;
  /** The snapshot is there as a whole. */
  readonly complete: boolean;
}

export interface StopEtcdRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface StopEtcdResponse {}

export interface RestoreEtcdRequest {
  /** Names the snapshot that was sent. */
  readonly sha256: string;
  /** Secret. PEM by file name below /etc/kubernetes/pki, for a host that has none. */
  readonly keys: Readonly<Record<string, string>>;
  /** Of all masters that it is restored on. */
  readonly members: readonly EtcdPeer[];
  /** Of this restore, the same on all masters: `[a-z0-9-]+`. */
  readonly token: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
  /** The host has no control plane, and one is made of the data afterwards. Refused where there is one. */
  readonly anew: boolean;
}

export interface EtcdPeer {
  /** Of its host. */
  readonly name: string;
  /** IP address. */
  readonly address: string;
}

export interface RestoreEtcdResponse {}

export interface RecoverEtcdRequest {
  /** All other masters of the cluster. */
  readonly lost: readonly EtcdPeer[];
  /** Of this recovery: `[a-z0-9-]+`. */
  readonly token: string;
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RecoverEtcdResponse {
  /** Where the copy is; empty: nothing had to be done. */
  readonly kept: string;
}

export interface StartEtcdRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface StartEtcdResponse {}

export interface RenewWatchesRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RenewWatchesResponse {}

export interface RenewApiServerRequest {
  /** Of the lock that the caller holds. */
  readonly fencingNumber: number;
}

export interface RenewApiServerResponse {}
