/** What stands at the beginning of a snapshot of etcd: whose it is and when it was taken. */
export interface SnapshotDescription {
  readonly format: 1;
  readonly cluster: { readonly id: string; readonly name: string };
  /** ISO 8601. */
  readonly takenAt: string;
  /** Name of the master whose member gave it. */
  readonly member: string;
  readonly etcdVersion: string;
  /** Of the store. */
  readonly revision: number;
  /** Names of all members. */
  readonly members: readonly string[];
}

/** What stands at its end: without it the file was cut. */
export interface SnapshotEnd {
  /** Of the database without the hash that etcd adds; hex. */
  readonly sha256: string;
  /** Of the database with that hash. */
  readonly bytes: number;
}

/** A part of a database as etcd hands it out. */
export interface SnapshotPart {
  readonly part: Uint8Array;
  /** So many bytes come after it, the hash at the end not counted. */
  readonly remainingBytes: number;
}

/** Names of the parts, in their order; a `tar` unpacks them, and etcdctl takes the database as it is. */
export const snapshotPaths = {
  description: "snapshot.json",
  keys: "pki/",
  database: "etcd.db",
  end: "end.json",
} as const;

/** SHA-256, which etcd puts after the database. */
export const HASH_BYTES = 32;
