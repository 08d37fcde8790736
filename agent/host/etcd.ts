import type { SnapshotPart } from "../../shared/etcd/snapshot-archive.ts";

/** A member of the etcd cluster below the control plane. */
export interface EtcdMember {
  /** Hex. */
  readonly id: string;
  /** Name of its host; empty: it was announced and has never started. */
  readonly name: string;
  /** `https://192.0.2.10:2380`. */
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
}

/** One etcd server as it sees itself. */
export interface EtcdServer {
  /** Hex. */
  readonly clusterId: string;
  /** Hex. */
  readonly memberId: string;
  /** Hex; `undefined`: it knows of no leader, so it can serve nothing that needs a quorum. */
  readonly leaderId: string | undefined;
  readonly version: string;
  /** Of the file, with the space of what was deleted. */
  readonly databaseBytes: number;
  /** Of what is in it. */
  readonly usedBytes: number;
  /** Of the store: the higher, the newer. */
  readonly revision: number;
  /** Its own, as etcd names them: `NOSPACE`, `CORRUPT`. */
  readonly alarms: readonly string[];
}

export type EtcdAnswer<Value> =
  | { readonly kind: "ok"; readonly value: Value }
  /** No certificates on this host yet, or nobody answers within 5 s. */
  | { readonly kind: "unreachable"; readonly reason: string };

/** etcd on masters, with the client certificate that kubeadm makes for health checks. */
export interface EtcdReader {
  /**
   * All members as the server at this IP address knows them; answered without a quorum too. Never
   * ask 127.0.0.1: etcd wants the asker's address in its certificate.
   */
  readonly members: (address: string) => Promise<EtcdAnswer<readonly EtcdMember[]>>;
  readonly status: (address: string) => Promise<EtcdAnswer<EtcdServer>>;
  /**
   * The whole database of this host's server at the pace of who reads; its last 32 bytes are the
   * SHA-256 of those before. Throws `ETCD_UNREACHABLE`, in the middle too.
   */
  readonly snapshot: () => AsyncIterable<SnapshotPart>;
}

export interface EtcdWriter {
  /**
   * Takes a member (hex id) out by way of this host's server. Throws `ETCD_UNREACHABLE`, also with
   * what etcd says where it refuses because its quorum would be lost.
   */
  readonly removeMember: (id: string) => Promise<void>;
  /** Gives unused space of this host's server back to the disk. Throws `ETCD_UNREACHABLE`. */
  readonly defragment: () => Promise<void>;
  /** Ends the alarm NOSPACE of a member (hex id). Throws `ETCD_UNREACHABLE`. */
  readonly endSpaceAlarm: (id: string) => Promise<void>;
  /**
   * Saves what `pack` makes of the whole database of this host's server into a file that only root can
   * read. Atomic. Throws `ETCD_UNREACHABLE`, and what `pack` throws.
   */
  readonly saveSnapshot: (path: string, pack: PackEtcd) => Promise<{ readonly sizeBytes: number }>;
}

export type PackEtcd = (parts: AsyncIterable<SnapshotPart>) => AsyncIterable<Uint8Array>;
